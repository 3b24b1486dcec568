"""Which files may stand beside a note, told by what is in them and never by their name alone.

What cannot be told for certain is refused: a file of two kinds at once, markup under another
name, an archive, a PDF with scripts or files inside. Nothing here opens an archive, unpacks a
stream or decodes an image.
"""

from __future__ import annotations

import io
import re
import unicodedata
import warnings
from dataclasses import dataclass

from PIL import Image, UnidentifiedImageError

from agency.errors import RuleViolation

LONGEST_NAME = 150
#: More than a scanner makes of an A3 page at 600 dpi.
MOST_PIXELS = 100_000_000


@dataclass(frozen=True, slots=True)
class FileKind:
    """One kind of file that is taken: what it is called, its type, its endings."""

    name: str
    content_type: str
    endings: tuple[str, ...]


PDF = FileKind("PDF", "application/pdf", (".pdf",))
PNG = FileKind("PNG", "image/png", (".png",))
JPEG = FileKind("JPEG", "image/jpeg", (".jpg", ".jpeg"))
TIFF = FileKind("TIFF", "image/tiff", (".tif", ".tiff"))
TEXT = FileKind("plain text", "text/plain", (".txt",))
KINDS = (PDF, PNG, JPEG, TIFF, TEXT)
ENDINGS = tuple(ending for kind in KINDS for ending in kind.endings)
IN_WORDS = "PDF, PNG, JPEG, TIFF and plain text (.txt)"

_MARKUP = re.compile(
    rb"<\s*(?:!doctype|html|head|body|script|svg|iframe|object|embed|\?php|\?xml-stylesheet)",
    re.IGNORECASE,
)
#: The end of a zip directory: an archive may hide behind any other file.
_ARCHIVE_END = b"PK\x05\x06"
_ARCHIVE_TAIL = 65_557
#: Inside a PDF: what runs, opens something or carries other files. Names may be written with
#: #-escapes, which are undone first.
_ACTIVE_PDF = re.compile(
    rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|ImportData|SubmitForm)\b"
)
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")


def clean_name(name: str) -> str:
    """The file's own name without folders, control and direction marks, and not too long."""
    last = re.split(r"[\\/]", name)[-1]
    kept = "".join(c for c in last if unicodedata.category(c)[0] != "C").strip(" .")
    stem, dot, ending = kept.rpartition(".")
    if not dot:
        return kept[:LONGEST_NAME] or "file"
    return f"{stem[: LONGEST_NAME - len(ending) - 1] or 'file'}.{ending}"


def kind_of(name: str, data: bytes) -> FileKind:
    """The kind of a file whose content and name agree. Raises RuleViolation for every other."""
    shown = clean_name(name)
    ending = "." + shown.rpartition(".")[2].lower()
    named = next((kind for kind in KINDS if ending in kind.endings), None)
    if named is None:
        raise _refused(shown, f"is not one of {IN_WORDS}. Scan or print it to one of them.")
    if not data:
        raise _refused(shown, "is empty. Choose it again.")
    found = _kind_by_content(data)
    if found is not named:
        raise _refused(shown, "is not what its name says. Save it again as what it is.")
    if _ARCHIVE_END in data[-_ARCHIVE_TAIL:]:
        raise _refused(shown, "holds an archive of other files. Send each form by itself.")
    if found is PDF:
        _check_pdf(shown, data)
    elif found is not TEXT:
        _check_image(shown, data, found)
    return found


def _kind_by_content(data: bytes) -> FileKind | None:
    if data.startswith(b"%PDF-"):
        return PDF
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG
    if data.startswith((b"II*\x00", b"MM\x00*")):
        return TIFF
    return TEXT if _is_plain_text(data) else None


def _is_plain_text(data: bytes) -> bool:
    """Text in UTF-8 or with a byte order mark of UTF-16, without control marks and markup."""
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return False
    if any(unicodedata.category(c) == "Cc" and c not in "\t\n\r\f" for c in text):
        return False
    return not _MARKUP.search(text.encode())


def _check_pdf(shown: str, data: bytes) -> None:
    if b"%%EOF" not in data[-2048:]:
        raise _refused(shown, "is cut short. Scan or save it again.")
    if _MARKUP.search(data[:1024]) or b"%PDF-" in data[1:1024]:
        raise _refused(shown, "is more than a PDF. Print it to PDF and send that.")
    if _ACTIVE_PDF.search(_ESCAPE.sub(lambda m: bytes([int(m[1], 16)]), data)):
        raise _refused(
            shown, "holds scripts, a form that sends itself or other files. Print it to PDF first."
        )


def _check_image(shown: str, data: bytes, kind: FileKind) -> None:
    if _MARKUP.search(data) or b"%PDF-" in data[:1024]:
        raise _refused(shown, "is more than an image. Scan it again.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=[kind.name]) as image:
                width, height = image.size
                image.verify()
    except Image.DecompressionBombError:
        raise _too_large(shown) from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as problem:
        raise _refused(shown, "cannot be read as an image. Scan or save it again.") from problem
    if width * height > MOST_PIXELS:
        raise _too_large(shown)


def _too_large(shown: str) -> RuleViolation:
    return _refused(shown, "has too many pixels. Scan it at 300 dots per inch.")


def _refused(shown: str, why: str) -> RuleViolation:
    return RuleViolation(f"“{shown}” {why}", field="files")
