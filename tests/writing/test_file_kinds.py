"""S22: what a file is, is told by its content; what cannot be told for certain is refused."""

from __future__ import annotations

import io
import zipfile

import pytest

from agency.errors import RuleViolation
from casenotes.file_kinds import MOST_PIXELS, clean_name, kind_of
from tests.writing.conftest import PDF, image


def archive(entries=1):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        for number in range(entries):
            packed.writestr(f"{number}.txt", "x")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("form.pdf", PDF, "PDF"),
        ("FORM.PDF", PDF, "PDF"),
        ("page.png", image("PNG"), "PNG"),
        ("page.jpg", image("JPEG"), "JPEG"),
        ("page.jpeg", image("JPEG"), "JPEG"),
        ("page.tif", image("TIFF"), "TIFF"),
        ("dictated.txt", "Sprach über die Arbeit. 日本語 🙂\n".encode(), "plain text"),
        ("dictated.txt", "Größe < 5 & mehr".encode("utf-16"), "plain text"),
    ],
)
def test_these_kinds_are_taken(name, data, kind) -> None:
    assert kind_of(name, data).name == kind


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>x()</script></svg>'
REFUSED = {
    "an svg with a script": ("form.svg", SVG),
    "an svg as text": ("form.txt", SVG),
    "html as jpg": ("scan.jpg", b"<html><script>x()</script></html>"),
    "html as text": ("scan.txt", b"hello <script>x()</script>"),
    "html behind an image": ("scan.jpg", image("JPEG") + b"<script>x()</script>"),
    "an archive": ("forms.zip", archive()),
    "an archive as pdf": ("forms.pdf", archive()),
    "an archive behind an image": ("scan.png", image("PNG") + archive()),
    "an archive behind a pdf": ("form.pdf", PDF + archive()),
    "an archive with ten thousand entries": ("forms.zip", archive(10_000)),
    "a pdf behind an image's mark": ("scan.jpg", b"\xff\xd8\xff" + PDF),
    "html before a pdf": ("form.pdf", b"%PDF-1.7 <html>" + PDF),
    "a script in a pdf": (
        "form.pdf",
        PDF.replace(b"/Catalog", b"/Catalog /OpenAction /JavaScript"),
    ),
    "a hidden script in a pdf": ("form.pdf", PDF.replace(b"/Catalog", b"/X /J#61vaScript (x)")),
    "a file in a pdf": ("form.pdf", PDF.replace(b"/Catalog", b"/X /EmbeddedFiles 3 0 R")),
    "half a pdf": ("form.pdf", PDF[:40]),
    "half an image": ("scan.png", image("PNG")[:40]),
    "a program": ("form.txt", b"MZ\x90\x00\x03"),
    "a program called pdf": ("form.pdf", b"\x7fELF\x02\x01"),
    "an image under another name": ("form.pdf", image("PNG")),
    "a jpeg called png": ("scan.png", image("JPEG")),
    "a word file": ("form.docx", archive()),
    "no ending": ("form", PDF),
    "nothing": ("form.pdf", b""),
}


@pytest.mark.parametrize("case", REFUSED)
def test_everything_else_is_refused_with_what_to_do(case) -> None:
    with pytest.raises(RuleViolation) as refused:
        kind_of(*REFUSED[case])
    assert refused.value.field == "files"
    assert refused.value.reason.endswith(".")


def test_an_image_that_would_fill_the_memory_is_refused_unread() -> None:
    bomb = bytearray(image("PNG"))
    side = int(MOST_PIXELS**0.5) + 1
    bomb[16:24] = side.to_bytes(4, "big") * 2
    import zlib

    bomb[29:33] = zlib.crc32(bytes(bomb[12:29])).to_bytes(4, "big")
    with pytest.raises(RuleViolation, match="too many pixels"):
        kind_of("scan.png", bytes(bomb))


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\scans\\form 7.pdf", "form 7.pdf"),
        ("a\x00b\u202ecod.pdf", "abcod.pdf"),
        ("\u5b57.pdf", "\u5b57.pdf"),
        ("x" * 300 + ".pdf", "x" * 146 + ".pdf"),
        ("...", "file"),
    ],
)
def test_a_name_is_only_a_name(sent, kept) -> None:
    assert clean_name(sent) == kept
