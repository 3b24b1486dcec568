"""Puts finished reports one after the other into one PDF, with their tags.

It runs inside the typesetter, bounded in time and memory. Each report keeps its own "page x of
y". A merge of pages alone would lose the structure by which a screen reader reads them, so the
structure trees are joined too (ISO 32000-1, 14.7).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

if TYPE_CHECKING:
    from collections.abc import Sequence


def join(files: Sequence[Sequence[str]], to: str, title: str, duplex: bool = False) -> int:
    """Write the PDFs in `files`, all made by the typesetter, one after the other to `to`.

    files: pairs of a path and a bookmark; without one, a file goes on where the last one ended,
    and keeps its own. duplex: each begins on a front side. Returns the number of pages.
    """
    writer = PdfWriter()
    joined = _JoinedStructure(writer)
    language = ""
    for path, bookmark in files:
        reader = PdfReader(path)
        root = reader.root_object
        language = language or str(root.get("/Lang", ""))
        first_page = len(writer.pages)
        writer.append(reader, outline_item=bookmark or None, import_outline=not bookmark)
        joined.add(root, range(first_page, len(writer.pages)))
        if duplex and len(writer.pages) % 2:
            writer.add_blank_page()
    joined.finish()
    writer.add_metadata({"/Title": title})
    root = writer.root_object
    root[NameObject("/Lang")] = TextStringObject(language or "en")
    root[NameObject("/MarkInfo")] = DictionaryObject({NameObject("/Marked"): BooleanObject(True)})
    root[NameObject("/ViewerPreferences")] = DictionaryObject(
        {NameObject("/DisplayDocTitle"): BooleanObject(True)}
    )
    writer.write(to)
    return len(writer.pages)


class _JoinedStructure:
    """One structure tree of several: one document whose parts they are, with page keys made
    distinct."""

    def __init__(self, writer: PdfWriter) -> None:
        self._writer = writer
        self._kids = ArrayObject()
        self._numbers = ArrayObject()
        self._next_key = 0
        self._root = DictionaryObject({NameObject("/Type"): NameObject("/StructTreeRoot")})
        self._root_reference = writer._add_object(self._root)
        document = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/StructElem"),
                NameObject("/S"): NameObject("/Document"),
                NameObject("/P"): self._root_reference,
                NameObject("/K"): self._kids,
            }
        )
        self._document_reference = writer._add_object(document)

    def add(self, source: DictionaryObject, pages: range) -> None:
        """Take over the structure of a document whose pages the writer has at `pages`."""
        if "/StructTreeRoot" not in source:
            return
        # Cloning follows references, and finds the pages that were appended already.
        tree: Any = cast("Any", source["/StructTreeRoot"]).get_object().clone(self._writer)
        kids = tree["/K"].get_object()
        for kid in kids if isinstance(kids, ArrayObject) else [tree.raw_get("/K")]:
            part = kid.get_object()
            part[NameObject("/S")] = NameObject("/Part")
            part[NameObject("/P")] = self._document_reference
            self._kids.append(kid)
        numbers = tree["/ParentTree"].get_object()["/Nums"].get_object()
        highest = -1
        for position in range(0, len(numbers), 2):
            key = int(numbers[position])
            highest = max(highest, key)
            self._numbers.append(NumberObject(self._next_key + key))
            self._numbers.append(numbers[position + 1])
        for index in pages:
            self._renumber(self._writer.pages[index])
        self._next_key += highest + 1

    def finish(self) -> None:
        """Hang the joined tree on the document."""
        parents = DictionaryObject({NameObject("/Nums"): self._numbers})
        self._root[NameObject("/K")] = ArrayObject([self._document_reference])
        self._root[NameObject("/ParentTree")] = self._writer._add_object(parents)
        self._root[NameObject("/ParentTreeNextKey")] = NumberObject(self._next_key)
        self._writer.root_object[NameObject("/StructTreeRoot")] = self._root_reference

    def _renumber(self, page: Any) -> None:
        if "/StructParents" in page:
            key = int(page["/StructParents"]) + self._next_key
            page[NameObject("/StructParents")] = NumberObject(key)
        for annotation in page.get("/Annots", ArrayObject()).get_object():
            described = annotation.get_object()
            if "/StructParent" in described:
                key = int(described["/StructParent"]) + self._next_key
                described[NameObject("/StructParent")] = NumberObject(key)
