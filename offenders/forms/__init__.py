"""What is asked when facts of a case are typed. Forms only read; the services decide."""

from offenders.forms.custody import (
    AliasForm,
    EndAssignmentForm,
    IdentityForm,
    MomentForm,
    MovementForm,
    NumberForm,
    OfficerForm,
    PlaceField,
    RegistrationForm,
    SentenceForm,
    WithdrawForm,
    name_field,
)

__all__ = [
    "AliasForm",
    "EndAssignmentForm",
    "IdentityForm",
    "MomentForm",
    "MovementForm",
    "NumberForm",
    "OfficerForm",
    "PlaceField",
    "RegistrationForm",
    "SentenceForm",
    "WithdrawForm",
    "name_field",
]
