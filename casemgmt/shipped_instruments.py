"""The instruments with which every installation begins: names, maxima and levels, never items.

An agency sets its own levels and adds its own instruments; what it has changed stays.
"""

from __future__ import annotations

from decimal import Decimal

from offenders.models import (
    Instrument,
    InstrumentBand,
    InstrumentDomain,
    InstrumentKind,
    RiskGroup,
    ScreeningArea,
)

LS_CMI = "LS/CMI"

#: Levels of the LS/CMI, the total scores that they take in, and what they mean for duties.
LS_CMI_BANDS = (
    ("very low", 0, 4, RiskGroup.LOWER),
    ("low", 5, 10, RiskGroup.LOWER),
    ("medium", 11, 19, RiskGroup.MIDDLE),
    ("high", 20, 29, RiskGroup.HIGHER),
    ("very high", 30, 43, RiskGroup.HIGHER),
)

#: Its eight domains: code, name, highest score, whether it can change. They add up to 43.
LS_CMI_DOMAINS = (
    ("criminal-history", "Criminal history", 8, False),
    ("education-employment", "Education/employment", 9, True),
    ("family-marital", "Family/marital", 4, True),
    ("leisure-recreation", "Leisure/recreation", 2, True),
    ("companions", "Companions", 4, True),
    ("alcohol-drug", "Alcohol/drug problem", 8, True),
    ("procriminal-attitude", "Procriminal attitude/orientation", 4, True),
    ("antisocial-pattern", "Antisocial pattern", 4, True),
)

#: One screening for each area that the collaborative model names (CCMS, 1).
SCREENINGS = (
    ("health", "Health screening", ScreeningArea.HEALTH),
    ("mental-health", "Mental health screening", ScreeningArea.MENTAL_HEALTH),
    ("family", "Family relationships screening", ScreeningArea.FAMILY),
    ("employment", "Employment screening", ScreeningArea.EMPLOYMENT),
    ("housing", "Housing stability screening", ScreeningArea.HOUSING),
)


def install_instruments() -> None:
    """Add what is missing. Safe to call again."""
    instrument, made = Instrument.objects.get_or_create(
        code=LS_CMI,
        defaults={"name": "Level of Service/Case Management Inventory", "validated": True},
    )
    if made:
        for level, lowest, highest, group in LS_CMI_BANDS:
            InstrumentBand.objects.create(
                instrument=instrument,
                level=level,
                lowest_score=Decimal(lowest),
                highest_score=Decimal(highest),
                group=group,
            )
    else:
        # Levels from before they said what they mean for duties.
        for level, *_, group in LS_CMI_BANDS:
            InstrumentBand.objects.filter(instrument=instrument, level=level, group="").update(
                group=group
            )
    if not instrument.domains.exists():
        for place, (code, name, maximum, dynamic) in enumerate(LS_CMI_DOMAINS, start=1):
            InstrumentDomain.objects.create(
                instrument=instrument,
                code=code,
                name=name,
                maximum=Decimal(maximum),
                dynamic=dynamic,
                order=place * 10,
            )
    for code, name, area in SCREENINGS:
        Instrument.objects.get_or_create(
            code=code,
            defaults={"name": name, "kind": InstrumentKind.SCREENING, "area": area},
        )
