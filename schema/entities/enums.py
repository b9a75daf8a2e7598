"""The closed lists of the published interface."""

from schema.model import EnumType


def _enum(name: str, values: str, meaning: str) -> EnumType:
    return EnumType(name, tuple(values.split()), meaning)


SEX = _enum("Sex", "FEMALE MALE", "Sex as recorded in the identity documents.")
ADDRESS_KIND = _enum("AddressKind", "PERMANENT TEMPORARY CHOSEN_AFTER_RELEASE", "What an address is to the person.")
DECISION_KIND = _enum(
    "DecisionKind",
    "SENTENCE PAROLE ADMINISTRATIVE_SUPERVISION SPECIAL_REQUIREMENTS EXPULSION COMPULSORY_TREATMENT "
    "SEARCH_AND_RESTRAINT CONVICTION_EXPUNGED OTHER",
    "What a court decided.",
)
REGISTER_CATEGORY = _enum(
    "RegisterCategory",
    "PROBATIONER PAROLEE SUPERVISED RELEASED DID_NOT_ARRIVE DOMESTIC_OFFENDER JUVENILE FAILING_PARENT "
    "ALCOHOL_DEPENDENT FOREIGNER_TO_EXPEL ELECTRONIC_MONITORING FALLS_UNDER_SUPERVISION_LAW",
    "On which preventive register a person stands; a person may stand on several. SUPERVISED (қадағалаудағы) is "
    "by a court's decision alone; FALLS_UNDER_SUPERVISION_LAW is the list of those whose parole has ended "
    "(norm 622-13), and no supervision.",
)
REGISTRATION_STATUS = _enum("RegistrationStatus", "OPEN CLOSED", "Whether a registration is in force.")
CASE_KIND = _enum(
    "CaseKind",
    "PROBATION PAROLE_CONTROL ADMINISTRATIVE_SUPERVISION RELEASE_TRACKING DOMESTIC_VIOLENCE JUVENILE "
    "FOREIGNER_RELEASE SERVICE_INQUIRY",
    "What a case is for.",
)
CASE_STATUS = _enum("CaseStatus", "OPEN SUSPENDED CLOSED", "Where a case stands.")
CASE_EVENT_KIND = _enum(
    "CaseEventKind",
    "NOTICE ARRIVAL APPEARANCE CHECK_VISIT ROUTE_MARK VIOLATION MONITORING_ALERT SEARCH_STEP INTERVIEW "
    "TRANSFER DECISION ASSESSMENT CLOSING PRETRIAL_INVESTIGATION RESTRAINT WANTED_NOTICE COURT_MOTION OTHER",
    "What happened in a case.",
)
RELEASE_KIND = _enum(
    "ReleaseKind", "TERM_SERVED PAROLE REPLACED_BY_LIGHTER AMNESTY", "On what ground a person is released."
)
PROACTIVE_REGISTER = _enum(
    "ProactiveRegister",
    "ADMINISTRATIVE_OFFENCES PASSPORT REGISTERED_VEHICLES DRIVING_LICENCE TECHNICAL_INSPECTION "
    "CRIMINAL_ITEMS CRIMINAL_DOCUMENTS",
    "The seven registers that proactive queries watch (norm 89-11a).",
)
MATCH_DECISION = _enum("MatchDecision", "PENDING NOTIFY IGNORE", "What was decided on a match (norm 89-11b).")
IGNORE_REASON = _enum(
    "IgnoreReason",
    "NOT_IDENTICAL_01 ALREADY_NOTIFIED_02 NOT_RELEVANT_06",
    "Why a match was ignored, by the codes of norm 89-11b.",
)
PLACEMENT_END = _enum(
    "PlacementEnd",
    "EXPELLED RELEASED",
    "How a stay in a special institution ended (norm 89-22.2b).",
)
RISK_LEVEL = _enum("RiskLevel", "LOW MEDIUM HIGH", "The level that a risk assessment found.")
AGENCY_KIND = _enum(
    "AgencyKind",
    "MINISTRY COMMITTEE PROSECUTION COURT PENAL AKIMAT COMMISSION NGO CENTRE OTHER",
    "What kind of body an agency is.",
)
UNIT_KIND = _enum(
    "UnitKind",
    "POLICE PUBLIC_SECURITY PRECINCT_POINT CRIMINAL ANALYTICS MIGRATION DUTY PATROL PROBATION PENAL JUVENILE "
    "SPECIAL_INSTITUTION OTHER",
    "What a unit does.",
)
UNIT_LEVEL = _enum("UnitLevel", "COUNTRY REGION DISTRICT POINT", "The territory that a unit serves.")
INSPECTOR_KIND = _enum("InspectorKind", "PRECINCT RESPONSIBLE JUVENILE PROBATION", "What an inspector answers for.")
EXECUTOR_ROLE = _enum(
    "ExecutorRole", "COMPILER EXECUTOR", "Whether a body carries a measure out or also compiles the report."
)
MEASURE_STATUS = _enum("MeasureStatus", "PLANNED IN_PROGRESS DONE OVERDUE", "Where a measure stands.")
DUTY_STATUS = _enum("DutyStatus", "OPEN DONE DONE_LATE OVERDUE CANCELLED", "Where a duty stands.")
RECONCILING_BODY = _enum(
    "ReconcilingBody",
    "PROBATION PUBLIC_SECURITY ANALYTICS JUVENILE",
    "Whose register is compared: the probation service's, the public-security unit's, the information-analytical "
    "unit's (its registered element), the juvenile group's.",
)
RECONCILIATION_KIND = _enum(
    "ReconciliationKind",
    "PROBATIONERS PROBATION_CHECK NOT_ARRIVED MINORS",
    "Which registers are compared (norms 517-9.4, 517-9.2, 89-8d, 1098-23.10).",
)
RECONCILIATION_STATUS = _enum(
    "ReconciliationStatus",
    "DRAFT FROZEN SIGNED",
    "Where an act stands: nobody has signed it, somebody has and it changes no more, all have.",
)
RECONCILIATION_COLUMN = _enum(
    "ReconciliationColumn",
    "PUT_ON TAKEN_OFF STANDING",
    "A column of the act: put on since the start of the year, taken off since then, on at the end of the period.",
)
