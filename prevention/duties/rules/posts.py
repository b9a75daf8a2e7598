"""The posts that owe duties (docs/source/domain.md, "Who works together")."""

from prevention.duties.rules.rule import Post

PROBATION = Post("PROBATION", "DISTRICT")
PENAL = Post("PENAL", "REGION")
MIA = Post("POLICE", "COUNTRY")
CDP = Post("POLICE", "DISTRICT")
PD = Post("POLICE", "REGION")
PSU = Post("PUBLIC_SECURITY", "DISTRICT")
PSU_OF_PD = Post("PUBLIC_SECURITY", "REGION")
IAU_OF_PD = Post("ANALYTICS", "REGION")
MIGRATION = Post("MIGRATION", "REGION")
SPECIAL_INSTITUTION = Post("SPECIAL_INSTITUTION", "REGION")
JUVENILE = Post("JUVENILE", "DISTRICT")
POINT = Post("PRECINCT_POINT", "POINT")
