"""Puts finished reports one after the other into one PDF, with their tags and bookmarks.

It runs inside the typesetter, bounded in time and memory. Each report keeps its own "page x of
y"; the parts of a long one get theirs here, when it is known how many there are. A merge of pages
alone would lose the structure by which a screen reader reads them, so the structure trees are
joined too (ISO 32000-1, 14.7).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pikepdf import Array, Dictionary, Name, ObjectStreamMode, Pdf, String

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: What is drawn behind the content of a page: a number of pages is no part of what is read aloud.
#: ISO 32000-1, 14.8.2.2.
NUMBER = b"Q\n/Artifact <</Type /Pagination /Subtype /Footer>> BDC\nq %b Do Q\nEMC\n"


def join(
    files: Sequence[Sequence[str]],
    to: str,
    title: str,
    duplex: bool = False,
    numbers: Sequence[str] = (),
) -> int:
    """Write the PDFs in `files`, all made by the typesetter, one after the other to `to`.

    files: pairs of a path and a bookmark; without one, a file goes on where the last one ended,
    and keeps its own. duplex: each begins on a front side. numbers: files with as many pages
    altogether, each of which is laid over one page. Returns the number of pages.
    """
    whole = Pdf.new()
    structure, bookmarks = _JoinedStructure(whole), _JoinedBookmarks(whole)
    language = ""
    for path, bookmark in files:
        with Pdf.open(path) as one:
            language = language or str(one.Root.get("/Lang", ""))
            first_page = len(whole.pages)
            whole.pages.extend(one.pages)
            structure.add(one, range(first_page, len(whole.pages)))
            if bookmark:
                bookmarks.add(bookmark, first_page)
            else:
                bookmarks.take_over(one)
        if duplex and len(whole.pages) % 2:
            whole.add_blank_page(page_size=_size_of(whole.pages[-1]))
    structure.finish()
    bookmarks.finish()
    _lay_over(whole, numbers)
    whole.docinfo["/Title"] = title
    whole.Root.Lang = String(language or "en")
    whole.Root.MarkInfo = Dictionary(Marked=True)
    whole.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    whole.save(to, object_stream_mode=ObjectStreamMode.generate)
    return len(whole.pages)


def _size_of(page: Any) -> tuple[float, float]:
    left, bottom, right, top = (float(edge) for edge in page.mediabox)
    return right - left, top - bottom


def _lay_over(whole: Pdf, numbers: Sequence[str]) -> None:
    """Draw each page of the files in `numbers` over a page of `whole`."""
    before = whole.make_stream(b"q\n")
    pages = enumerate(whole.pages, start=1)
    for path in numbers:
        with Pdf.open(path) as stamps:
            for stamp in stamps.pages:
                # The pages of a document share their resources: each number has its own name.
                number, page = next(pages)
                name = Name(f"/PageNumber{number}")
                page.add_resource(whole.copy_foreign(stamp.as_form_xobject()), Name.XObject, name)
                behind = whole.make_stream(NUMBER % str(name).encode())
                page.Contents = Array([before, *_contents_of(page), behind])


def _contents_of(page: Any) -> list[Any]:
    contents = page.get("/Contents")
    if contents is None:
        return []
    return list(contents) if isinstance(contents, Array) else [contents]


class _JoinedStructure:
    """One structure tree of several: one document whose parts they are, with page keys made
    distinct."""

    def __init__(self, whole: Pdf) -> None:
        self._whole = whole
        self._kids: list[Any] = []
        self._numbers: list[Any] = []
        self._next_key = 0
        self._root = whole.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        self._document = whole.make_indirect(
            Dictionary(Type=Name.StructElem, S=Name.Document, P=self._root)
        )

    def add(self, one: Pdf, pages: range) -> None:
        """Take over the structure of a document whose pages the whole has at `pages`."""
        if "/StructTreeRoot" not in one.Root:
            return
        # Copying follows references, and finds the pages that were copied already.
        tree = self._whole.copy_foreign(one.Root.StructTreeRoot)
        for part in tree.K if isinstance(tree.K, Array) else [tree.K]:
            part.S = Name.Part
            part.P = self._document
            self._kids.append(part)
        highest = -1
        for key, elements in _pairs(tree.ParentTree.Nums):
            highest = max(highest, int(key))
            self._numbers += [self._next_key + int(key), elements]
        for index in pages:
            self._renumber(self._whole.pages[index])
        self._next_key += highest + 1

    def finish(self) -> None:
        """Hang the joined tree on the document."""
        self._document.K = Array(self._kids)
        self._root.K = Array([self._document])
        self._root.ParentTree = self._whole.make_indirect(Dictionary(Nums=Array(self._numbers)))
        self._root.ParentTreeNextKey = self._next_key
        self._whole.Root.StructTreeRoot = self._root

    def _renumber(self, page: Any) -> None:
        if "/StructParents" in page:
            page.StructParents = int(page.StructParents) + self._next_key
        for annotation in page.get("/Annots", ()):
            if "/StructParent" in annotation:
                annotation.StructParent = int(annotation.StructParent) + self._next_key


def _pairs(flat: Any) -> Iterator[tuple[Any, Any]]:
    for position in range(0, len(flat), 2):
        yield flat[position], flat[position + 1]


class _JoinedBookmarks:
    """One list of bookmarks of several. What goes on has its own beneath the heading of what it
    belongs to, as it would have in one piece."""

    def __init__(self, whole: Pdf) -> None:
        self._whole = whole
        self._top: list[Any] = []
        self._beneath: list[Any] = []

    def add(self, title: str, page: int) -> None:
        """A bookmark that leads to a page."""
        where = Array([self._whole.pages[page].obj, Name.Fit])
        self._top.append(self._whole.make_indirect(Dictionary(Title=title, Dest=where)))

    def take_over(self, one: Pdf) -> None:
        """The bookmarks of a document whose pages were copied already."""
        if "/Outlines" not in one.Root or "/First" not in one.Root.Outlines:
            return
        found = list(_siblings(self._whole.copy_foreign(one.Root.Outlines).First))
        if not self._top:
            self._top += found
            if len(found) == 1 and "/First" in found[0]:
                self._beneath = list(_siblings(found[0].First))
        elif len(self._top) == 1:
            self._beneath += found
        else:
            self._top += found

    def finish(self) -> None:
        """Hang the bookmarks on the document."""
        if not self._top:
            return
        root = self._whole.make_indirect(Dictionary(Type=Name.Outlines))
        if len(self._top) == 1 and self._beneath:
            _chain(self._top[0], self._beneath)
        _chain(root, self._top)
        self._whole.Root.Outlines = root


def _siblings(first: Any) -> Iterator[Any]:
    one = first
    while one is not None:
        yield one
        one = one.get("/Next")


def _chain(parent: Any, items: list[Any]) -> None:
    """Make `items` the children of `parent`, in that order, all of them shown."""
    for number, item in enumerate(items):
        item.Parent = parent
        for key, neighbour in (("/Prev", number - 1), ("/Next", number + 1)):
            if 0 <= neighbour < len(items):
                item[key] = items[neighbour]
            elif key in item:
                del item[key]
    parent.First, parent.Last = items[0], items[-1]
    parent.Count = len(items) + sum(max(0, int(item.get("/Count", 0))) for item in items)
