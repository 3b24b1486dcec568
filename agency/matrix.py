"""Who may do what, to whose records: one table, read by every page, list, print and test.

`MATRIX[object][role][action]` names the scopes in which a person posted in that role may do that
to such an object. What is not in the table is not allowed.

Separation of duties (NIST 800-53 AC-5): the agency administrator manages accounts and reads no
case content; the auditor reads the audit log and, with a reason, content; neither changes any.
"""

from __future__ import annotations

from enum import StrEnum

from agency.roles import Role


class Scope(StrEnum):
    """Whose records a permission reaches."""

    OWN = "own"  # people allocated to me today, or to an officer for whom I stand in today
    FORMER = "former"  # people once allocated to me: to write the closing note, never to read
    AUTHORED = "authored"  # what I wrote or asked for myself
    ABOUT_ME = "about_me"  # records of which I am the officer: my conferences, my coaching
    TEAM = "team"  # people allocated to officers whom I supervise; of officers, those officers
    UNIT = "unit"  # people placed in my unit
    FACILITY = "facility"  # people placed in my facility
    AGENCY = "agency"  # everyone
    AGENCY_WITH_REASON = "agency_with_reason"  # everyone, after saying why
    CONSENT = "consent"  # people whose consent in force names my organisation


class Action(StrEnum):
    """What is done to an object."""

    READ = "read"
    READ_MINIMAL = "read_minimal"  # name, number and location only
    CREATE = "create"
    UPDATE = "update"
    AMEND = "amend"
    SIGN = "sign"
    ALLOCATE = "allocate"
    EXPORT = "export"
    APPROVE = "approve"  # what another person proposed, never what one proposed oneself


CO = Role.CASE_OFFICER
OS = Role.CONTRIBUTOR
AO = Role.ASSESSMENT_OFFICER
CMC = Role.COORDINATOR
UM = Role.UNIT_MANAGER
SUP = Role.SUPERVISOR
REC = Role.RECORDS_ADMINISTRATOR
POL = Role.POLICY_OFFICER
ADM = Role.AGENCY_ADMINISTRATOR
AUD = Role.AUDITOR
EXT = Role.PARTNER

R, RM, C, U, AMEND, SIGN, ALLOCATE, X, APPROVE = (
    Action.READ,
    Action.READ_MINIMAL,
    Action.CREATE,
    Action.UPDATE,
    Action.AMEND,
    Action.SIGN,
    Action.ALLOCATE,
    Action.EXPORT,
    Action.APPROVE,
)
own, former, authored, about_me, team, unit, fac, agency, with_reason, consent = (
    Scope.OWN,
    Scope.FORMER,
    Scope.AUTHORED,
    Scope.ABOUT_ME,
    Scope.TEAM,
    Scope.UNIT,
    Scope.FACILITY,
    Scope.AGENCY,
    Scope.AGENCY_WITH_REASON,
    Scope.CONSENT,
)

#: Reading of what hangs on a case: the same people who read the case itself.
_READ_WITH_THE_CASE: dict[Role, dict[Action, Scope]] = {
    CO: {R: own},
    AO: {R: fac},
    CMC: {R: fac},
    UM: {R: unit},
    SUP: {R: team},
    REC: {R: fac},
    AUD: {R: with_reason},
}


def _with_the_case(
    **more: dict[Action, Scope],
) -> dict[Role, dict[Action, Scope]]:
    """Read with the case, and `more` actions by role name."""
    table = {role: dict(actions) for role, actions in _READ_WITH_THE_CASE.items()}
    for role, actions in more.items():
        table.setdefault(Role[role], {}).update(actions)
    return table


MATRIX: dict[str, dict[Role, dict[Action, Scope]]] = {
    "offender": {
        CO: {R: own, RM: fac},
        OS: {RM: fac},
        AO: {R: fac},
        CMC: {R: fac, ALLOCATE: fac},
        UM: {R: unit, ALLOCATE: unit},
        SUP: {R: team},
        REC: {C: fac, R: fac, U: fac},
        AUD: {R: with_reason, RM: agency},
        EXT: {RM: consent},
    },
    "note": {
        CO: {C: own, R: own, AMEND: authored},
        OS: {C: fac, R: authored, AMEND: authored},
        AO: {C: fac, R: fac, AMEND: authored},
        CMC: {C: fac, R: fac, AMEND: authored},
        UM: {C: unit, R: unit, AMEND: authored},
        SUP: {R: team},
        REC: {R: fac, X: fac},
        AUD: {R: with_reason},
        # What their organisation's consent covers (offenders.querysets); only their own notes.
        EXT: {C: consent, R: authored, AMEND: authored},
    },
    "confidential_note": {
        CO: {C: own, R: own, AMEND: authored},
        OS: {C: fac, R: authored, AMEND: authored},
        CMC: {R: fac},
        SUP: {R: team},
        AUD: {R: with_reason},
    },
    # A recipient reads the one alert and nothing else of the case (casenotes.models.risk_alerts);
    # whoever may write a note of the person may raise one.
    "risk_alert": {
        CO: {C: own, R: about_me, SIGN: about_me},
        OS: {C: fac, R: about_me, SIGN: about_me},
        AO: {C: fac, R: about_me, SIGN: about_me},
        CMC: {C: fac, R: about_me, SIGN: about_me},
        UM: {C: unit, R: about_me, SIGN: about_me},
        SUP: {R: about_me, SIGN: about_me},
        REC: {R: about_me, SIGN: about_me},
    },
    # Anybody at the place may take one down; the officer answers. OP-060101, II.B.
    "inquiry": {
        CO: {C: own, R: own, SIGN: own},
        OS: {C: fac},
        AO: {C: fac, R: fac},
        CMC: {C: fac, R: fac, SIGN: fac},
        UM: {C: unit, R: unit, SIGN: unit},
        SUP: {R: team},
        AUD: {R: with_reason},
    },
    "termination_summary": {CO: {C: former}},
    "report": {
        CO: {C: own, R: own, SIGN: own, AMEND: authored},
        AO: {C: fac, R: fac, SIGN: fac, AMEND: authored},
        CMC: {R: fac},
        UM: {R: unit},
        SUP: {R: team},
        REC: {R: fac, X: fac},
        AUD: {R: with_reason},
    },
    "plan_review": _with_the_case(
        CASE_OFFICER={C: own}, ASSESSMENT_OFFICER={C: fac}, COORDINATOR={C: fac}
    ),
    # COPP 10.3: an Assessment Officer develops the IMP, the superintendent's delegate approves it.
    # OP-060101: the accountability plan is the case manager's own.
    "plan": _with_the_case(
        CASE_OFFICER={C: own, U: own},
        ASSESSMENT_OFFICER={C: fac, U: fac},
        COORDINATOR={APPROVE: fac},
        UNIT_MANAGER={APPROVE: unit},
    ),
    "due_item": _with_the_case(),
    # Asked for by one person and approved by another (scheduling.services.exemptions); of officers,
    # facilities and units by the postings of the same roles (scheduling.models.exemptions).
    "exemption": _with_the_case(
        CASE_OFFICER={C: own},
        COORDINATOR={C: fac, U: fac, APPROVE: fac},
        UNIT_MANAGER={C: unit, U: unit, APPROVE: unit},
        SUPERVISOR={C: team, U: team, APPROVE: team},
    ),
    # Facts that contradict each other: listed for those who see to it that they are mended.
    "finding": {CMC: {R: fac}, UM: {R: unit}, REC: {R: fac}},
    "movement": _with_the_case(RECORDS_ADMINISTRATOR={C: fac, U: fac}),
    # Somebody who arrives is nobody's here yet: found by the exact number alone, anywhere in the
    # agency, to record the arrival at one's own facility. Name and location are all it tells.
    "reception": {REC: {C: agency}},
    "sentence": _with_the_case(
        RECORDS_ADMINISTRATOR={C: fac, U: fac}, ASSESSMENT_OFFICER={C: fac, U: fac}
    ),
    "assessment": _with_the_case(
        ASSESSMENT_OFFICER={C: fac, U: fac}, CASE_OFFICER={C: own, U: own}
    ),
    # Referrals, enrolments and whether these still hold.
    "program": _with_the_case(CASE_OFFICER={C: own, U: own}, ASSESSMENT_OFFICER={C: fac, U: fac}),
    # Terms of supervision, and custody elsewhere while they last.
    "supervision": _with_the_case(CASE_OFFICER={C: own, U: own}, COORDINATOR={C: fac, U: fac}),
    # What a person under supervision did and how it was answered. DPO, Introduction.
    "behaviour": _with_the_case(CASE_OFFICER={C: own, U: own}, COORDINATOR={C: fac, U: fac}),
    # What a person may apply for. COPP 10.3, Additional contact and reporting by Case Officers.
    "application": _with_the_case(
        CASE_OFFICER={C: own, U: own},
        ASSESSMENT_OFFICER={C: fac, U: fac},
        COORDINATOR={C: fac, U: fac},
    ),
    "classification": _with_the_case(
        CASE_OFFICER={C: own, U: own},
        ASSESSMENT_OFFICER={C: fac, U: fac},
        COORDINATOR={C: fac, U: fac},
    ),
    "consent": _with_the_case(CASE_OFFICER={C: own, U: own}, COORDINATOR={C: fac, U: fac}),
    "team_member": _with_the_case(CASE_OFFICER={C: own, U: own}, COORDINATOR={C: fac, U: fac}),
    # What a consent in force covers, on the partner's own pages and nowhere else.
    "partner_case": {EXT: {R: consent}},
    "alert": _with_the_case(
        CASE_OFFICER={C: own, U: own},
        ASSESSMENT_OFFICER={C: fac, U: fac},
        COORDINATOR={C: fac, U: fac},
        UNIT_MANAGER={C: unit, U: unit},
        RECORDS_ADMINISTRATOR={C: fac, U: fac},
    ),
    "assignment": _with_the_case(COORDINATOR={ALLOCATE: fac}, UNIT_MANAGER={ALLOCATE: unit}),
    # Whoever reads a signed record may say that it is wrong; another person decides (CREATE reaches
    # what one wrote oneself too, by casenotes.services.errors).
    "record_error": {
        CO: {C: own, R: authored},
        OS: {C: authored, R: authored},
        AO: {C: fac, R: authored},
        CMC: {C: fac, R: fac, APPROVE: fac},
        UM: {C: unit, R: unit, APPROVE: unit},
        SUP: {C: team, R: team, APPROVE: team},
        REC: {C: fac, R: authored},
        # In their own notes, which a consent in force still has to cover.
        EXT: {C: authored, R: authored},
    },
    # Notes much like an earlier one, for those who look after the officers that wrote them; whoever
    # reads the list says on it what was seen. OP-060101, III.A.1.b.
    "copied_note": {UM: {R: unit}, SUP: {R: team}},
    # The closing of an officer's charge without its summary. OP-060101, III.A.2.
    "closing": {
        CMC: {R: fac, C: fac},
        UM: {R: unit, C: unit},
        SUP: {R: team, C: team},
    },
    # Prepared by case management staff for the Warden's signature. P.S. 3510.08, II.L: the
    # coordinator controls the quality, of what somebody else wrote.
    "correspondence": {
        CO: {C: own, R: own, U: own},
        AO: {C: fac, R: fac, U: fac},
        CMC: {C: fac, R: fac, U: fac, APPROVE: fac, SIGN: fac},
        UM: {C: unit, R: unit, U: unit, SIGN: unit},
    },
    # Very narrow: who must make the call, and the coordinator, who sees to it that it is made.
    "pregnancy": {CO: {C: own, R: own, U: own}, CMC: {R: fac}},
    # The officer prepares, the supervisor alone decides.
    "warrant_request": {
        CO: {C: own, R: own, U: own},
        SUP: {R: team, SIGN: team},
        AUD: {R: with_reason},
    },
    # Own: about one's own caseload. The manager signs for having received it.
    "caseload_list": {
        CO: {C: own, R: own},
        UM: {R: unit, SIGN: unit, X: unit},
        SUP: {R: team, SIGN: team, X: team},
    },
    # Of officers (offenders.services.cover): who stands in for whom.
    "cover": {
        CO: {R: about_me},
        CMC: {C: fac, R: fac, U: fac},
        UM: {C: unit, R: unit, U: unit},
        SUP: {C: team, R: team, U: team},
    },
    "caseload": {SUP: {R: team, X: team}, UM: {R: unit, X: unit}, CMC: {R: fac, X: fac}},
    # Of officers, not of cases (conferences.of_officers): an officer signs the evaluation received.
    "conference": {CO: {R: about_me, SIGN: about_me}, SUP: {C: team, R: team, U: team}},
    # Meetings and the roster are the facility's; memos about staff concern four people alone
    # (conferences.models.memos): team is here the officers whom one rates or decides on.
    "meeting": {CMC: {C: fac, R: fac, U: fac}, UM: {R: fac}, SUP: {R: fac}},
    "memo": {
        CMC: {C: fac, R: authored, U: authored},
        UM: {R: team, U: team},
        SUP: {R: team, U: team},
        CO: {R: about_me, SIGN: about_me},
    },
    "team": {CMC: {C: fac, R: fac, U: fac}},
    "team_appearance": _with_the_case(
        CASE_OFFICER={C: own, U: own},
        COORDINATOR={C: fac, U: fac},
        UNIT_MANAGER={C: unit, U: unit},
    ),
    # How many are placed where at which level. P.S. 3510.08, Attachment A, II.S.
    "population": {CMC: {R: fac, U: fac}},
    "coverage": {CMC: {R: fac, U: fac}, UM: {R: fac}},
    # Checks of victim notification are among it, so it stays with the coordinators.
    "monitoring": {CMC: {C: fac, R: fac, U: fac}},
    # About me: what I have to read, and say that I have read.
    "revision": {
        **{role: {R: about_me, SIGN: about_me} for role in (CO, OS, AO, UM, SUP, REC)},
        CMC: {C: fac, R: fac, U: fac, SIGN: about_me},
        POL: {C: agency, R: agency, U: agency, SIGN: about_me},
    },
    # Everybody may look up what is asked of them; policies hold nothing about anybody.
    "standard": {
        **{role: {R: agency} for role in (CO, OS, AO, CMC, UM, SUP, REC, AUD)},
        POL: {R: agency, C: agency, U: agency, APPROVE: agency},
        ADM: {R: agency, C: agency, U: agency, APPROVE: agency},
    },
    # Numbers of the agency's own: how many contacts it asks for at each level of risk.
    "contact_standard": {
        **{role: {R: agency} for role in (CO, SUP, AUD)},
        POL: {R: agency, C: agency, U: agency},
        ADM: {R: agency, C: agency, U: agency},
    },
    # How the agency reads what policies leave open, and its words.
    "setting": {POL: {R: agency, U: agency}, ADM: {R: agency, U: agency}},
    # What an edition would change: figures for those who decide, and for others within the cases
    # that they read. Nobody reads a case through it who does not read it otherwise.
    "what_if": {
        POL: {R: agency, C: agency},
        ADM: {R: agency, C: agency},
        AUD: {R: agency},
        AO: {R: fac},
        CMC: {R: fac},
        UM: {R: unit},
        SUP: {R: team},
    },
    # Figures of the whole agency for those who oversee it: OP-060101, VI; COPP 10.3, Introduction
    # and Assurance. Nothing of a case is in them.
    "compliance": {POL: {R: agency, X: agency}, AUD: {R: agency, X: agency}},
    "worklist": {CO: {R: own}, AO: {R: fac}, CMC: {R: fac}, UM: {R: unit}, SUP: {R: team}},
    "draft": {role: {R: authored, C: authored, U: authored} for role in (CO, OS, AO, CMC, UM, EXT)},
    "print": {REC: {R: fac, C: fac, X: fac}},
    # U marks what is withheld, SIGN is the second person's look at it, APPROVE the delegate's
    # decision (only who is named: casenotes.models.Delegate), X shows or releases.
    # COPP 10.3, Records Management.
    "access_request": _with_the_case(
        CASE_OFFICER={C: own},
        COORDINATOR={C: fac, SIGN: fac, APPROVE: fac},
        UNIT_MANAGER={SIGN: unit, APPROVE: unit},
        RECORDS_ADMINISTRATOR={C: fac, U: fac, SIGN: fac, X: fac},
    ),
    "delegate": {ADM: {R: agency, C: agency, U: agency}},
    # The dissemination log of a person. 28 CFR 20.21.
    "disclosure": {CMC: {R: fac}, REC: {R: fac}, AUD: {R: with_reason}},
    # Where signed paper is, and the files that go with a transfer: the sending and the receiving
    # facility's (casenotes.services.custody_of_paper).
    "paper": {REC: {R: fac, U: fac}},
    "transfer_file": {REC: {R: fac, U: fac}},
    "job": {
        **{role: {R: authored, U: authored} for role in Role},
        ADM: {R: agency, U: agency},
    },
    "account": {ADM: {R: agency, C: agency, U: agency}},
    "place": {ADM: {R: agency, C: agency, U: agency}},
    # Organisations, programs, instruments with their levels: nothing of a case is in them.
    "catalogue": {ADM: {R: agency, C: agency, U: agency}},
    "import": {ADM: {R: agency, C: agency}},
    "audit_log": {
        CO: {R: authored},
        REC: {R: fac},
        ADM: {R: agency},
        AUD: {R: agency, X: agency},
    },
    "access_reason": {AUD: {C: agency}},
    "search": {
        CO: {R: fac},
        OS: {R: fac},
        AO: {R: fac},
        CMC: {R: fac},
        UM: {R: unit},
        SUP: {R: team},
        REC: {R: fac},
        AUD: {R: agency},
    },
}
