"""State chips, sorted heads, bars, the trend, and the includes of a form."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, RequestContext, Template
from django.template.loader import render_to_string
from django.test import RequestFactory

from agency.templatetags import components, trend

TODAY = dt.date(2026, 11, 23)


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html)).strip()


@pytest.mark.parametrize(
    ("status", "due_on", "kind", "said"),
    [
        ("overdue", dt.date(2026, 11, 17), "overdue", "Overdue 6 days"),
        ("due", dt.date(2026, 11, 23), "today", "Due today"),
        ("due", dt.date(2026, 11, 26), "soon", "Due in 3 days"),
        ("upcoming", dt.date(2026, 12, 15), "later", "Due in 22 days"),
        ("done", dt.date(2026, 11, 1), "done", "Done"),
        ("DONE_LATE", dt.date(2026, 11, 1), "done late", "Done late"),
        ("on hold", dt.date(2026, 11, 1), "hold", "On hold"),
        ("missed", dt.date(2026, 11, 1), "missed", "Missed"),
        ("cancelled", dt.date(2026, 11, 1), "cancelled", "Cancelled"),
        ("superseded", dt.date(2026, 11, 1), "superseded", "Superseded"),
        ("upcoming", None, "later", "No date yet"),
    ],
)
def test_a_state_is_a_word_a_shape_and_a_class(status, due_on, kind, said):
    html = components.status_chip(status, due_on, TODAY)
    assert f'class="chip {kind}"' in html
    assert text_of(html) == said
    assert html.count("<svg") == 1
    assert 'aria-hidden="true"' in html


def test_every_state_has_a_shape_of_its_own_or_a_word_of_its_own():
    chips = [
        components.status_chip(status, TODAY + dt.timedelta(days=days), TODAY)
        for status, days in [("due", -1), ("due", 0), ("due", 3), ("due", 20), ("on hold", 0)]
    ]
    paths = [re.search(r'd="([^"]+)"', html).group(1) for html in chips]
    assert len(set(paths)) == len(paths)


def test_a_settled_state_says_its_day_when_it_is_known():
    html = components.status_chip("done", TODAY, TODAY, dt.date(2026, 5, 15))
    assert text_of(html) == "Done 15 May"


def sorted_head(query: str, sort: str | None = None, **options: str) -> str:
    request = RequestFactory().get(f"/list/?{query}")
    context = RequestContext(request, {"request": request})
    if sort is not None:
        context["sort"] = sort
    return components.sort_header(context, "due", "Due", **options)


def test_a_head_sorts_and_keeps_the_filter_but_not_the_page():
    html = sorted_head("filter=okafor&page=3")
    assert 'href="?filter=okafor&amp;sort=due"' in html
    assert "aria-sort" not in html


def test_the_sorted_head_says_its_order_and_offers_the_other():
    assert 'aria-sort="ascending"' in sorted_head("sort=due")
    assert "sort=-due" in sorted_head("sort=due")
    assert 'aria-sort="descending"' in sorted_head("sort=-due")
    assert 'href="?sort=due"' in sorted_head("sort=-due")
    assert 'aria-sort="ascending"' in sorted_head("", sort="due")


def test_a_head_may_begin_with_the_largest():
    assert 'href="?sort=-due"' in sorted_head("", first="descending")


def test_a_query_cannot_carry_markup_into_a_head():
    assert "<script>" not in sorted_head("filter=%22%3E%3Cscript%3E")


@pytest.mark.parametrize(
    ("part", "whole", "said"), [(0, 12, "0 %"), (0, 0, "none due"), (11, 12, "92 %")]
)
def test_a_rate_of_nothing_is_said_in_words(part, whole, said):
    assert components.as_percent(part, whole) == said


def test_a_bar_never_leaves_its_track_and_is_red_only_over_its_limit():
    assert 'width="72.0"' in components.bar(70, 60, limit=60)
    assert "fill over" in components.bar(61, 60, limit=60)
    assert "fill over" not in components.bar(60, 60, limit=60)
    assert 'width="0.0"' in components.bar(3, 0)


def test_chosen_cases_are_hatched_after_those_held_now():
    assert 'd="M' in components.load_bar(8, 12, chosen=2)
    assert 'd=""' in components.load_bar(8, 12)
    assert "fill over" in components.load_bar(13, 12)


def test_a_clock_counts_its_days_in_words():
    assert text_of(components.clock_blocks(6)) == "day 6 of 7"
    assert text_of(components.clock_blocks(10)) == "day 10, limit 7"
    assert components.clock_blocks(6).count("block on") == 6


def test_a_month_without_a_rate_is_a_gap_in_the_line_and_never_zero():
    canvas = trend.CANVASES[0]
    path = trend.drawing_of(canvas, ["a", "b", "c", "d"], [90, None, 92, 94], [None] * 4)["line"]
    assert path.count("M") == 2
    assert path.count("L") == 1


def test_the_trend_says_the_same_in_a_table():
    source = "{% load components %}{% trend_chart points previous %}"
    context = Context({"points": [("Oct", 93), ("Nov", None)], "previous": [88]})
    table = Template(source).render(context).split("<tbody>")[1]
    assert text_of(table).startswith("Oct93 %88 %")
    assert "none due" in table


def test_a_trend_of_nothing_still_draws():
    html = Template("{% load components %}{% trend_chart points %}").render(Context({"points": []}))
    assert "<svg" in html


class Sample(forms.Form):
    text = forms.CharField(label="What happened", help_text="In your own words")
    met = forms.ChoiceField(label="Met", choices=[("y", "Yes")], widget=forms.RadioSelect)
    sure = forms.BooleanField(label="I am sure", required=False)


def field_html(name: str, data: dict[str, str] | None = None, **options: object) -> str:
    form = Sample(data)
    return render_to_string("components/field.html", {"field": form[name], **options})


def test_a_field_in_error_is_tied_to_its_words():
    html = field_html("text", {"text": ""})
    control = re.search(r"<input[^>]+>", html).group(0)
    described = re.search(r'aria-describedby="([^"]+)"', control).group(1).split()
    assert 'aria-invalid="true"' in control
    assert all(f'id="{name}"' in html for name in described)
    assert len(described) == 2


def test_a_group_of_choices_is_a_fieldset_with_a_legend():
    html = field_html("met", segmented=True)
    assert "<fieldset" in html
    assert "<legend>Met" in html
    assert 'class="seg"' in html


def test_the_summary_of_errors_leads_to_each_field():
    form = Sample({"text": ""})
    html = render_to_string("components/form_errors.html", {"form": form})
    assert 'href="#id_text"' in html
    assert 'role="alert"' in html
    assert render_to_string("components/form_errors.html", {"form": Sample()}).strip() == ""


def test_pages_say_where_one_is_and_keep_the_filter():
    request = RequestFactory().get("/list/?filter=x&page=4")
    page = Paginator(range(62), 14).page(4)
    html = render_to_string("components/pagination.html", {"page": page}, request)
    assert "43 to 56 of 62" in html
    assert "Next 6" in html
    assert "filter=x&amp;page=5" in html


def test_none_and_none_match_are_different_pages():
    none = render_to_string("components/empty.html", {"title": "No notes yet"})
    none_match = render_to_string("components/empty.html", {"title": "x", "clear_url": "?"})
    assert "Show all" not in none
    assert 'href="?"' in none_match
