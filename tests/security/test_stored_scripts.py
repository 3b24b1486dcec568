"""S15: whatever is typed into whatever field is text on every page, never code."""

from __future__ import annotations

import re
from datetime import date, datetime
from html.parser import HTMLParser

import pytest

from casenotes.models import Draft, NoteType
from casenotes.services import add_amendment, record_note
from offenders.models import Alias
from offenders.services import raise_alert, register_offender, update_offender
from tests.security.crawl import address, make_world, routes

PAYLOADS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "</textarea><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "--><script>alert(1)</script>",
    "]]><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<img src=x onerror='alert(1)'",
    '"><img src=x onerror=alert(1)>',
    "'><img src=x onerror=alert(1)>",
    "`><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "' onfocus='alert(1)' autofocus='",
    '" autofocus onfocus=alert(1) x="',
    "<svg onload=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg><a xlink:href=javascript:alert(1)><text>x</text></a></svg>",
    "<math><mtext></mtext><mglyph><style><img src=x onerror=alert(1)>",
    "<body onload=alert(1)>",
    "<iframe src=javascript:alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<object data=javascript:alert(1)>",
    "<embed src=javascript:alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<form action=javascript:alert(1)><input type=submit>",
    "<button formaction=javascript:alert(1)>x</button>",
    "<input onfocus=alert(1) autofocus>",
    "<select onfocus=alert(1) autofocus>",
    "<video><source onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<marquee onstart=alert(1)>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<base href=//evil.example/>",
    "<style>@import '//evil.example/x.css';</style>",
    "<div style=background:url(javascript:alert(1))>",
    "<div hx-get=//evil.example hx-trigger=load>",
    "<div hx-on::load=alert(1)>",
    "<div data-hx-get=/sign-out hx-trigger=load>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<xmp><img src=x onerror=alert(1)></xmp>",
    "{{ 7|add:7 }}{% debug %}",
    "{{constructor.constructor('alert(1)')()}}",
    "${alert(1)}",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#x3C;script&#x3E;alert(1)&#x3C;/script&#x3E;",
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "\u003cscript\u003ealert(1)\u003c/script\u003e",
    "\ufeff<script>alert(1)</script>",
    "<\u0000script>alert(1)</script>".replace("\u0000", ""),
    "\u202e<script>alert(1)</script>",
    "ʺ＞＜script＞alert(1)＜/script＞",
    "<ſcript>alert(1)</ſcript>",
]
ADDRESSES = {
    "href",
    "src",
    "action",
    "formaction",
    "data",
    "poster",
    "xlink:href",
    "hx-get",
    "hx-post",
}
STRANGE = {"iframe", "object", "embed", "base", "style", "svg:script", "marquee", "math", "applet"}


class Dangers(HTMLParser):
    """What on a page could run or lead away."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.found = []
        self.texts = []

    def handle_starttag(self, tag, attrs):
        if tag in STRANGE:
            self.found.append(f"<{tag}>")
        given = dict(attrs)
        if tag == "script" and not (given.get("src") or "").startswith("/static/"):
            self.found.append("a script that is not ours")
        if tag == "meta" and "http-equiv" in given:
            self.found.append("<meta http-equiv>")
        if tag == "link" and not (given.get("href") or "").startswith("/static/"):
            self.found.append("a style sheet that is not ours")
        for name, value in attrs:
            if name.startswith(("on", "hx-on")) or name in {"style", "srcdoc"}:
                self.found.append(f"{tag} {name}")
            if name in ADDRESSES and not re.match(r"^(/(?!/)|[?#]|$)", (value or "").strip()):
                self.found.append(f"{tag} {name}={value}")

    def handle_data(self, data):
        self.texts.append(data)


def test_the_corpus_is_as_large_as_promised():
    assert len(set(PAYLOADS)) >= 60


@pytest.fixture
def world(cast):
    """Every payload in every text that the services take."""
    world = make_world(cast, words=PAYLOADS[0])
    contact = NoteType.objects.get(code="contact")
    when = datetime.fromisoformat("2026-11-20T16:00+00:00")
    for number, payload in enumerate(PAYLOADS):
        note = record_note(cast.ashby, cast.okafor, type=contact, occurred_at=when, text=payload)
        add_amendment(cast.okafor, note=note, text=payload)
        raise_alert(
            cast.ashby, cast.okafor, label=payload[:40], text=payload, from_on=date(2026, 11, 1)
        )
        Alias.objects.create(offender=cast.ashby, family_name=payload, given_names=payload)
        other = register_offender(
            None, number=f"X{number}", family_name=payload, given_names=payload, sex="male"
        )
        Draft.objects.create(
            owner=cast.okafor, offender=other, form="note", content={"text": payload}
        )
    update_offender(
        cast.ashby,
        None,
        number=PAYLOADS[10][:40],
        family_name=PAYLOADS[8],
        given_names=PAYLOADS[13],
    )
    world.draft.content = {"text": PAYLOADS[3], "occurred_on": PAYLOADS[13]}
    world.draft.save()
    for place, payload in ((cast.redbud, PAYLOADS[16]), (cast.unit_b, PAYLOADS[22])):
        place.name = payload
        place.save()
    cast.agency.name = PAYLOADS[4]
    cast.agency.terms = {"offender": PAYLOADS[8], "case_officer": PAYLOADS[13]}
    cast.agency.settings = {"system_use_notice": PAYLOADS[0], "help_contact": PAYLOADS[8]}
    cast.agency.save()
    for user in cast.users.values():
        user.family_name, user.given_names = PAYLOADS[9], PAYLOADS[13]
        user.save()
    return world


def visit(client, world, **query):
    """Every page, and what is dangerous on any of them."""
    dangers, texts = [], ""
    for route in routes():
        if route.name == "account_logout":
            continue
        answer = client.get(address(route, world), query)
        assert answer.status_code < 500, route.name
        if "html" in answer.get("Content-Type", ""):
            page = Dangers()
            page.feed(answer.content.decode())
            dangers += [(route.name, found) for found in page.found]
            texts += " ".join(page.texts)
    return dangers, texts


@pytest.mark.parametrize("role", ["okafor", "lindqvist", "strand", "tran", "amsel", "noor"])
def test_no_page_runs_what_was_stored(client, sign_in, world, role):
    """S15"""
    dangers, texts = visit(sign_in(world.cast.users[role]), world)
    assert dangers == []
    if role == "okafor":
        shown = re.sub(r"\s+", " ", texts)
        missing = [p for p in PAYLOADS if re.sub(r"\s+", " ", p).strip() not in shown]
        assert len(missing) <= len(PAYLOADS) * 0.6, "The pages hardly show any of it."


def test_nor_does_a_page_for_nobody(client, world):
    """S15"""
    dangers, _ = visit(client, world)
    assert dangers == []


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_page_runs_what_is_in_its_address(client, sign_in, cast, payload):
    """Reflected: the names that pages read from the query string."""
    client = sign_in(cast.okafor)
    names = ("q", "sort", "tab", "page", "next", "ended", "kind", "period", "officer", "text")
    for where in ("/worklist", "/people/search", f"/case/{cast.ashby.pk}", "/sign-in", "/drafts"):
        answer = client.get(where, dict.fromkeys(names, payload))
        assert answer.status_code < 500, where
        page = Dangers()
        page.feed(answer.content.decode())
        assert page.found == [], where
