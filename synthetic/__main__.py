"""Writes a made-up country with a busy district to standard output: `python -m synthetic PERSONS SEED`.

One JSON object: of each feed's name its lines. A process of its own, since it reads the day of the country once
(``ORTAQ_POPULATION_DAY``), and so that nothing stands on disk.
"""

import sys

import orjson

from synthetic.generate import generate_in_memory

persons, seed = (int(argument) for argument in sys.argv[1:])
country = {feed: content.decode() for feed, content in generate_in_memory(persons, seed, busy=True).items()}
sys.stdout.buffer.write(orjson.dumps(country))
