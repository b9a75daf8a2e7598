"""1233: what the Concept of ensuring public security asks of the Ministry of Internal Affairs from 2024 to 2028.

The ministry is the Administrative Police Committee here, its unit for the whole country. Akimats carry 1.6 out with
it, but are agencies, and no units that could owe a duty. The protocol of the interdepartmental commission on crime
prevention, and the National report, are each told by a work record. That the report is one of each year is how the
hub reads 8.2: the measure gives the power to write it, and names no term.
"""

from prevention.deadlines import Length
from prevention.duties.rules.periodic import each_period
from prevention.duties.rules.posts import MIA

UNIT_RULES = (
    each_period("1233-1.6", MIA, Length.HALF_YEAR, notify=("COMMISSION",)),
    each_period("1233-8.2", MIA, Length.YEAR),
)
