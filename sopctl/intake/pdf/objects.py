"""What a PDF says beside its pages: fields, remarks, bookmarks, facts of the file, names of files in it.

Every string of every object is read, of earlier revisions too: a form filled in twice still holds what it
held first. Only streams that hold XML are unpacked.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any

from lxml import etree
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

from sopctl.content.attached_text import Gap, Unread
from sopctl.intake.pdf.pages import Line, Said

MAX_OBJECTS = 200_000
MAX_REVISIONS = 50
_PRINTED = 0.8  # of its characters; less is a key or a signature
_XML = (b"<?xpacket", b"<?xml", b"<x:xmpmeta", b"<rdf:", b"<xdp:", b"<template", b"<xfa:")


def words_of_objects(data: bytes, has_time: Callable[[], bool]) -> Iterator[Said]:
    """Each string of a PDF outside its pages' drawing; raises what a broken one makes the reader raise."""
    reader: Any = PdfFileReader(io.BytesIO(data), strict=False)
    if reader.encrypted:
        reader.decrypt(b"")
    yield from _strings(reader.trailer.flatten().get("/Info"))
    asked, unread, enclosed = 0, 0, False
    revisions = reader.xrefs.total_revisions
    for revision in range(min(revisions, MAX_REVISIONS)):
        for ref in sorted(reader.xrefs.explicit_refs_in_revision(revision), key=lambda ref: ref.idnum):
            asked += 1
            if asked > MAX_OBJECTS or not has_time():
                yield Gap(Unread.CUT)
                return
            try:
                found = reader.get_object(ref, revision=revision)
            except Exception:  # whatever a hostile object makes a parser raise
                unread += 1
                continue
            enclosed = enclosed or _is_file(found)
            yield from _strings(found)
    if revisions > MAX_REVISIONS:
        yield Gap(Unread.CUT)
    if unread:
        yield Gap(Unread.BROKEN)
    if enclosed:
        yield Gap(Unread.ENCLOSED)


def _is_file(found: object) -> bool:
    return isinstance(found, generic.StreamObject) and found.get("/Type") == "/EmbeddedFile"


def _strings(found: object) -> Iterator[Line]:
    """Strings inside one object. What it refers to is an object of its own: nothing goes in circles."""
    waiting: list[Any] = [found]
    while waiting:
        one = waiting.pop()
        if isinstance(one, generic.TextStringObject):
            yield from _readable(str(one))
        elif isinstance(one, generic.ByteStringObject):
            yield from _readable(bytes(one).decode("cp874", "replace"))
        elif isinstance(one, generic.DictionaryObject):
            waiting += [one.raw_get(key) for key in one]
            if isinstance(one, generic.StreamObject) and _may_be_xml(one):
                yield from _xml(one.data)
        elif isinstance(one, generic.ArrayObject):
            waiting += list(list.__iter__(one))


def _readable(text: str) -> Iterator[Line]:
    shown = sum(char.isprintable() or char.isspace() for char in text)
    if text and shown >= _PRINTED * len(text):
        yield from map(Line, text.splitlines())


def _may_be_xml(stream: generic.StreamObject) -> bool:
    """Facts of the file (XMP), and the pages of an XFA form, which say nothing of what they are."""
    kind = stream.get("/Type")
    drawn = any(key in stream for key in ("/Subtype", "/Length1", "/FunctionType", "/N", "/First"))
    return bool(kind == "/Metadata" or (kind is None and not drawn))


def _xml(data: bytes) -> Iterator[Line]:
    start = data.lstrip(b"\xef\xbb\xbf \r\n\t")
    if not start.startswith(_XML):
        return
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=True)
    root = etree.fromstring(data, parser)
    if root is None:
        return
    for element in root.iter():
        for said in (element.text, element.tail, *element.attrib.values()):
            yield from _readable(str(said or ""))
