"""The posts that owe duties (docs/source/domain.md, "Who works together")."""

from prevention.duties.rules.rule import ResponsibleUnit

PROBATION = ResponsibleUnit("PROBATION", "DISTRICT")
PENAL = ResponsibleUnit("PENAL", "REGION")
MIA = ResponsibleUnit("POLICE", "COUNTRY")
CDP = ResponsibleUnit("POLICE", "DISTRICT")
PD = ResponsibleUnit("POLICE", "REGION")
PSU = ResponsibleUnit("PUBLIC_SECURITY", "DISTRICT")
PSU_OF_PD = ResponsibleUnit("PUBLIC_SECURITY", "REGION")
IAU_OF_PD = ResponsibleUnit("ANALYTICS", "REGION")
MIGRATION = ResponsibleUnit("MIGRATION", "REGION")
SPECIAL_INSTITUTION = ResponsibleUnit("SPECIAL_INSTITUTION", "REGION")
JUVENILE = ResponsibleUnit("JUVENILE", "DISTRICT")
POINT = ResponsibleUnit("PRECINCT_POINT", "POINT")
