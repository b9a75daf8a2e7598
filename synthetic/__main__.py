"""Writes a made-up country with a busy district to standard output: `python -m synthetic PERSONS SEED`.

One JSON object: of each feed's name its lines. A process of its own, since it reads the day of the country once
(``ORTAQ_POPULATION_DAY``), and so that nothing stands on disk. ``ORTAQ_POPULATION_BUSY`` families live in the
district.
"""

import os
import sys

import orjson

from synthetic.generate import generate_in_memory

busy = int(os.environ.get("ORTAQ_POPULATION_BUSY", "24"))
persons, seed = (int(argument) for argument in sys.argv[1:])
country = {feed: content.decode() for feed, content in generate_in_memory(persons, seed, busy=busy).items()}
sys.stdout.buffer.write(orjson.dumps(country))
