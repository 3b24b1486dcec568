"""The access table a second time, written by hand from the agency's security requirements.

`agency.matrix.MATRIX` is what the product does; this is what it was asked to do. Nobody changes
one without the other. Every test of this folder reads this table and never the product's.

Roles: CO case officer, OS other staff, AO assessment officer, CMC coordinator, UM unit manager,
SUP supervisor, REC records administrator, POL policy officer, ADM agency administrator,
AUD auditor, EXT partner.
Actions: R read, RM read name, number and location only, C create, U change, AMEND add to what one
signed, SIGN, A allocate, X print or export, OK approve what another person proposed.
Scopes: own (allocated to me), former (once allocated to me), auth (I wrote it), me (about me as an
officer), team, unit, fac, ag (agency), why (agency, after a reason), con (by consent).
"""

from __future__ import annotations

#: Whoever reads the case reads what hangs on it.
WITH_CASE = "CO R own; AO R fac; CMC R fac; UM R unit; SUP R team; REC R fac; AUD R why"

TABLE = {
    "offender": (
        "CO R own; CO RM fac; OS RM fac; AO R fac; CMC R fac; CMC A fac; UM R unit; UM A unit; "
        "SUP R team; REC C fac; REC R fac; REC U fac; AUD R why; AUD RM ag; EXT RM con"
    ),
    "note": (
        "CO C own; CO R own; CO AMEND auth; OS C fac; OS R auth; OS AMEND auth; AO C fac; "
        "AO R fac; AO AMEND auth; CMC C fac; CMC R fac; CMC AMEND auth; UM C unit; UM R unit; "
        "UM AMEND auth; SUP R team; REC R fac; REC X fac; AUD R why; EXT C con; EXT R auth; "
        "EXT AMEND auth"
    ),
    "confidential_note": (
        "CO C own; CO R own; CO AMEND auth; OS C fac; OS R auth; OS AMEND auth; CMC R fac; "
        "SUP R team; AUD R why"
    ),
    # A recipient reads the alert and nothing else; whoever writes notes may raise one.
    "risk_alert": (
        "CO C own; CO R me; CO SIGN me; OS C fac; OS R me; OS SIGN me; AO C fac; AO R me; "
        "AO SIGN me; CMC C fac; CMC R me; CMC SIGN me; UM C unit; UM R me; UM SIGN me; "
        "SUP R me; SUP SIGN me; REC R me; REC SIGN me"
    ),
    # OP-060101, II.B: the case manager answers; whoever picks up the telephone takes it down.
    "inquiry": (
        "CO C own; CO R own; CO SIGN own; OS C fac; AO C fac; AO R fac; CMC C fac; CMC R fac; "
        "CMC SIGN fac; UM C unit; UM R unit; UM SIGN unit; SUP R team; AUD R why"
    ),
    "termination_summary": "CO C former",
    "report": (
        "CO C own; CO R own; CO SIGN own; CO AMEND auth; AO C fac; AO R fac; AO SIGN fac; "
        "AO AMEND auth; CMC R fac; UM R unit; SUP R team; REC R fac; REC X fac; AUD R why"
    ),
    # OP-060101: the adjustment review is the case manager's own.
    "plan_review": WITH_CASE + "; CO C own; AO C fac; CMC C fac",
    # Who prepares a plan does not approve it.
    "plan": WITH_CASE + "; CO C own; CO U own; AO C fac; AO U fac; CMC OK fac; UM OK unit",
    "due_item": WITH_CASE,
    "exemption": (
        WITH_CASE + "; CO C own; CMC C fac; CMC U fac; CMC OK fac; UM C unit; UM U unit; "
        "UM OK unit; SUP C team; SUP U team; SUP OK team"
    ),
    "finding": "CMC R fac; UM R unit; REC R fac",
    "movement": WITH_CASE + "; REC C fac; REC U fac",
    "reception": "REC C ag",
    "sentence": WITH_CASE + "; REC C fac; REC U fac; AO C fac; AO U fac",
    "assessment": WITH_CASE + "; AO C fac; AO U fac; CO C own; CO U own",
    "program": WITH_CASE + "; CO C own; CO U own; AO C fac; AO U fac",
    "supervision": WITH_CASE + "; CO C own; CO U own; CMC C fac; CMC U fac",
    "behaviour": WITH_CASE + "; CO C own; CO U own; CMC C fac; CMC U fac",
    "application": (WITH_CASE + "; CO C own; CO U own; AO C fac; AO U fac; CMC C fac; CMC U fac"),
    "classification": (
        WITH_CASE + "; CO C own; CO U own; AO C fac; AO U fac; CMC C fac; CMC U fac"
    ),
    "consent": WITH_CASE + "; CO C own; CO U own; CMC C fac; CMC U fac",
    "team_member": WITH_CASE + "; CO C own; CO U own; CMC C fac; CMC U fac",
    # CCMS, 2: a partner sees what a consent in force covers, on pages of their own.
    "partner_case": "EXT R con",
    "alert": (
        WITH_CASE + "; CO C own; CO U own; AO C fac; AO U fac; CMC C fac; CMC U fac; UM C unit; "
        "UM U unit; REC C fac; REC U fac"
    ),
    "assignment": WITH_CASE + "; CMC A fac; UM A unit",
    # Who reads it may say that it is wrong; who manages cases decides, never on what is their own.
    "record_error": (
        "CO C own; CO R auth; OS C auth; OS R auth; AO C fac; AO R auth; CMC C fac; CMC R fac; "
        "CMC OK fac; UM C unit; UM R unit; UM OK unit; SUP C team; SUP R team; SUP OK team; "
        "REC C fac; REC R auth; EXT C auth; EXT R auth"
    ),
    "copied_note": "UM R unit; SUP R team",
    "closing": "CMC R fac; CMC C fac; UM R unit; UM C unit; SUP R team; SUP C team",
    # P.S. 3510.08, II.L: the coordinator controls the quality of what others wrote.
    "correspondence": (
        "CO C own; CO R own; CO U own; AO C fac; AO R fac; AO U fac; CMC C fac; CMC R fac; "
        "CMC U fac; CMC OK fac; CMC SIGN fac; UM C unit; UM R unit; UM U unit; UM SIGN unit"
    ),
    # OP-060101, II.L: nobody but who makes the call and who sees to it.
    "pregnancy": "CO C own; CO R own; CO U own; CMC R fac",
    "warrant_request": "CO C own; CO R own; CO U own; SUP R team; SUP SIGN team; AUD R why",
    "caseload_list": (
        "CO C own; CO R own; UM R unit; UM SIGN unit; UM X unit; SUP R team; SUP SIGN team; "
        "SUP X team"
    ),
    # About officers: who records that one stands in for another.
    "cover": (
        "CO R me; CMC C fac; CMC R fac; CMC U fac; UM C unit; UM R unit; UM U unit; SUP C team; "
        "SUP R team; SUP U team"
    ),
    "caseload": "SUP R team; SUP X team; UM R unit; UM X unit; CMC R fac; CMC X fac",
    # A conference is about an officer: that officer and the officer's supervisor, nobody else.
    "conference": "CO R me; CO SIGN me; SUP C team; SUP R team; SUP U team",
    "meeting": "CMC C fac; CMC R fac; CMC U fac; UM R fac; SUP R fac",
    "memo": (
        "CMC C fac; CMC R auth; CMC U auth; UM R team; UM U team; SUP R team; SUP U team; "
        "CO R me; CO SIGN me"
    ),
    "team": "CMC C fac; CMC R fac; CMC U fac",
    "team_appearance": (
        WITH_CASE + "; CO C own; CO U own; CMC C fac; CMC U fac; UM C unit; UM U unit"
    ),
    "population": "CMC R fac; CMC U fac",
    "coverage": "CMC R fac; CMC U fac; UM R fac",
    "monitoring": "CMC C fac; CMC R fac; CMC U fac",
    "revision": (
        "CO R me; CO SIGN me; OS R me; OS SIGN me; AO R me; AO SIGN me; UM R me; UM SIGN me; "
        "SUP R me; SUP SIGN me; REC R me; REC SIGN me; CMC C fac; CMC R fac; CMC U fac; "
        "CMC SIGN me; POL C ag; POL R ag; POL U ag; POL SIGN me"
    ),
    "standard": (
        "CO R ag; OS R ag; AO R ag; CMC R ag; UM R ag; SUP R ag; REC R ag; AUD R ag; "
        "POL R ag; POL C ag; POL U ag; POL OK ag; ADM R ag; ADM C ag; ADM U ag; ADM OK ag"
    ),
    "contact_standard": (
        "CO R ag; SUP R ag; AUD R ag; POL R ag; POL C ag; POL U ag; ADM R ag; ADM C ag; ADM U ag"
    ),
    "setting": "POL R ag; POL U ag; ADM R ag; ADM U ag",
    "what_if": (
        "POL R ag; POL C ag; ADM R ag; ADM C ag; AUD R ag; AO R fac; CMC R fac; UM R unit; "
        "SUP R team"
    ),
    "compliance": "POL R ag; POL X ag; AUD R ag; AUD X ag",
    "worklist": "CO R own; AO R fac; CMC R fac; UM R unit; SUP R team",
    "draft": (
        "CO R auth; CO C auth; CO U auth; OS R auth; OS C auth; OS U auth; AO R auth; AO C auth; "
        "AO U auth; CMC R auth; CMC C auth; CMC U auth; UM R auth; UM C auth; UM U auth; "
        "EXT R auth; EXT C auth; EXT U auth"
    ),
    "print": "REC R fac; REC C fac; REC X fac",
    # COPP 10.3: the delegate decides; what is withheld is marked by one and checked by another.
    "access_request": (
        WITH_CASE + "; CO C own; CMC C fac; CMC SIGN fac; CMC OK fac; UM SIGN unit; UM OK unit; "
        "REC C fac; REC U fac; REC SIGN fac; REC X fac"
    ),
    "delegate": "ADM R ag; ADM C ag; ADM U ag",
    "disclosure": "CMC R fac; REC R fac; AUD R why",
    "paper": "REC R fac; REC U fac",
    "transfer_file": "REC R fac; REC U fac",
    "job": (
        "CO R auth; CO U auth; OS R auth; OS U auth; AO R auth; AO U auth; CMC R auth; "
        "CMC U auth; UM R auth; UM U auth; SUP R auth; SUP U auth; REC R auth; REC U auth; "
        "POL R auth; POL U auth; ADM R ag; ADM U ag; AUD R auth; AUD U auth; EXT R auth; EXT U auth"
    ),
    "account": "ADM R ag; ADM C ag; ADM U ag",
    "place": "ADM R ag; ADM C ag; ADM U ag",
    "catalogue": "ADM R ag; ADM C ag; ADM U ag",
    "import": "ADM R ag; ADM C ag",
    "audit_log": "CO R auth; REC R fac; ADM R ag; AUD R ag; AUD X ag",
    "access_reason": "AUD C ag",
    "search": (
        "CO R fac; OS R fac; AO R fac; CMC R fac; UM R unit; SUP R team; REC R fac; AUD R ag"
    ),
}

#: The abbreviations of this table in the product's words.
ROLES = {
    "CO": "case_officer",
    "OS": "contributor",
    "AO": "assessment_officer",
    "CMC": "coordinator",
    "UM": "unit_manager",
    "SUP": "supervisor",
    "REC": "records_administrator",
    "POL": "policy_officer",
    "ADM": "agency_administrator",
    "AUD": "auditor",
    "EXT": "partner",
}
ACTIONS = {
    "R": "read",
    "RM": "read_minimal",
    "C": "create",
    "U": "update",
    "AMEND": "amend",
    "SIGN": "sign",
    "A": "allocate",
    "X": "export",
    "OK": "approve",
}
SCOPES = {
    "own": "own",
    "former": "former",
    "auth": "authored",
    "me": "about_me",
    "team": "team",
    "unit": "unit",
    "fac": "facility",
    "ag": "agency",
    "why": "agency_with_reason",
    "con": "consent",
}


def cells() -> dict[str, dict[str, dict[str, str]]]:
    """object → role → action → scope, in the product's words."""
    table: dict[str, dict[str, dict[str, str]]] = {}
    for name, line in TABLE.items():
        rows = table.setdefault(name, {})
        for cell in line.split(";"):
            role, action, scope = cell.split()
            row = rows.setdefault(ROLES[role], {})
            assert ACTIONS[action] not in row, f"{name}: {cell.strip()} is there twice."
            row[ACTIONS[action]] = SCOPES[scope]
    return table


CELLS = cells()

# ---- Who of the cast is who, and whom they reach -------------------------------------------------

#: The member of the cast in each role; all at Redbud, the last three of the whole agency.
MEMBER = {
    "case_officer": "okafor",
    "contributor": "coble",
    "assessment_officer": "ferrante",
    "coordinator": "strand",
    "unit_manager": "marrow",
    "supervisor": "lindqvist",
    "records_administrator": "tran",
    "policy_officer": "quist",
    "agency_administrator": "amsel",
    "auditor": "noor",
    "partner": "sato",
}

#: Ashby: Okafor's, Unit B. Mabry: Reyes's, Unit B, the same team. Vann: nobody's, Unit C.
#: Nalder: at Saltbush. The auditor gave a reason for Ashby only.
EVERYBODY = frozenset({"ashby", "mabry", "vann", "nalder"})
AT_REDBUD = EVERYBODY - {"nalder"}
REACH = {
    "own": frozenset({"ashby"}),
    "former": frozenset({"ashby"}),
    "team": frozenset({"ashby", "mabry"}),
    "unit": frozenset({"ashby", "mabry"}),
    "facility": AT_REDBUD,
    "agency": EVERYBODY,
    "agency_with_reason": frozenset({"ashby"}),
    "consent": frozenset({"ashby"}),
}

#: Who wrote, asked for or owns the things about each person.
OFFICER = {"ashby": "okafor", "mabry": "reyes", "vann": "reyes", "nalder": "marsh"}
COORDINATOR = dict.fromkeys(("ashby", "mabry", "vann"), "strand") | {"nalder": "marsh_coordinator"}
CLERK = {"ashby": "tran", "mabry": "tran", "vann": "tran", "nalder": "marsh_records"}


def reached(role: str, object_: str, action: str) -> frozenset[str]:
    """The people on whose `object_` somebody in `role` may do `action`, authorship aside."""
    row = CELLS[object_].get(role, {})
    wanted = {action, "read"} if action == "read_minimal" else {action}
    return frozenset().union(*(REACH.get(row[a], frozenset()) for a in wanted if a in row))


def has_cell(role: str, object_: str, action: str) -> bool:
    """Whether the role may do it to anybody's at all."""
    row = CELLS[object_].get(role, {})
    return action in row or (action == "read_minimal" and "read" in row)


# ---- Routes outside the table ------------------------------------------------------------------

#: Open without signing in, and why.
PUBLIC = {
    "account_login": "Nobody is signed in before it.",
    "account_logout": "It must work when the session has just ended.",
    "pages:health": "Load balancers ask it; it says up or down.",
    "pages:cannot-sign-in": "Who cannot sign in must find out whom to ask.",
}

#: Open to everyone who is signed in, and why: nothing of anybody else is in them.
FOR_EVERYONE = {
    "account_change_password": "One's own password.",
    "pages:home": "It leads to the first page of one's own roles.",
    "pages:help": "Keys, and whom to ask.",
    "pages:my-sign-in": "One's own sessions and acts.",
    "pages:session-end": "Ends one's own sessions.",
    "pages:session-renew": "Keeps one's own session going.",
    "pages:print-batch-progress": "How far one's own print is; numbers only.",
}
