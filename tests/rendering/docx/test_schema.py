"""Word asks to repair a file whose elements stand out of the schema's sequence."""

from __future__ import annotations

import pytest

from sopctl.application.ports.copies import Mark
from sopctl.rendering.docx import DocxRenderer
from tests.rendering.docx.ooxml import R, W, parts, xml_parts
from tests.rendering.docx.samples import copy_of, profile

# ECMA-376 part 1, transitional schema: the sequence of each container that copies use.
SEQUENCES = {
    "document": "background body",
    "pPr": (
        "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers "
        "pBdr shd tabs suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE "
        "autoSpaceDN bidi adjustRightInd snapToGrid spacing ind contextualSpacing mirrorIndents "
        "suppressOverlap jc textDirection textAlignment textboxTightWrap outlineLvl divId cnfStyle "
        "rPr sectPr pPrChange"
    ),
    "rPr": (
        "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint "
        "noProof snapToGrid vanish webHidden color spacing w kern position sz szCs highlight u effect "
        "bdr shd fitText vertAlign rtl cs em lang eastAsianLayout specVanish oMath"
    ),
    "tbl": "bookmarkStart bookmarkEnd tblPr tblGrid tr",
    "tblPr": (
        "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc "
        "tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription "
        "tblPrChange"
    ),
    "tblBorders": "top left start bottom right end insideH insideV",
    "tblCellMar": "top left start bottom right end",
    "tcMar": "top left start bottom right end",
    "pBdr": "top left bottom right between bar",
    "tr": "tblPrEx trPr tc",
    "tcPr": (
        "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText "
        "vAlign hideMark"
    ),
    "sectPr": (
        "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders "
        "lnNumType pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter "
        "docGrid printerSettings"
    ),
    "settings": (
        "writeProtection view zoom removePersonalInformation removeDateAndTime "
        "doNotDisplayPageBoundaries displayBackgroundShape printPostScriptOverText "
        "printFractionalCharacterWidth printFormsData embedTrueTypeFonts embedSystemFonts "
        "saveSubsetFonts saveFormsData mirrorMargins alignBordersAndEdges bordersDoNotSurroundHeader "
        "bordersDoNotSurroundFooter gutterAtTop hideSpellingErrors hideGrammaticalErrors "
        "activeWritingStyle proofState formsDesign attachedTemplate linkStyles stylePaneFormatFilter "
        "stylePaneSortMethod documentType mailMerge revisionView trackRevisions doNotTrackMoves "
        "doNotTrackFormatting documentProtection autoFormatOverride styleLockTheme styleLockQFSet "
        "defaultTabStop autoHyphenation consecutiveHyphenLimit hyphenationZone doNotHyphenateCaps "
        "showEnvelope summaryLength clickAndTypeStyle defaultTableStyle evenAndOddHeaders "
        "bookFoldRevPrinting bookFoldPrinting bookFoldPrintingSheets drawingGridHorizontalSpacing "
        "drawingGridVerticalSpacing displayHorizontalDrawingGridEvery displayVerticalDrawingGridEvery "
        "doNotUseMarginsForDrawingGridOrigin drawingGridHorizontalOrigin drawingGridVerticalOrigin "
        "doNotShadeFormData noPunctuationKerning characterSpacingControl printTwoOnOne "
        "strictFirstAndLastChars noLineBreaksAfter noLineBreaksBefore savePreviewPicture "
        "doNotValidateAgainstSchema saveInvalidXml ignoreMixedContent alwaysShowPlaceholderText "
        "doNotDemarcateInvalidXml saveXmlDataOnly useXSLTWhenSaving saveThroughXslt showXMLTags "
        "alwaysMergeEmptyNamespace updateFields hdrShapeDefaults footnotePr endnotePr compat docVars "
        "rsids mathPr attachedSchema themeFontLang clrSchemeMapping"
    ),
    "numbering": "numPicBullet abstractNum num numIdMacAtCleanup",
    "abstractNum": "nsid multiLevelType tmpl name styleLink numStyleLink lvl",
    "lvl": "start numFmt lvlRestart pStyle isLgl suff lvlText lvlPicBulletId legacy lvlJc pPr rPr",
    "num": "abstractNumId lvlOverride",
    "lvlOverride": "startOverride lvl",
    "styles": "docDefaults latentStyles style",
    "docDefaults": "rPrDefault pPrDefault",
    "style": (
        "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed "
        "qFormat locked personal personalCompose personalReply rsid pPr rPr tblPr trPr tcPr "
        "tblStylePr"
    ),
    "tblStylePr": "pPr rPr tblPr trPr tcPr",
    "fonts": "font",
    "font": (
        "altName panose1 charset family notTrueType pitch sig embedRegular embedBold embedItalic "
        "embedBoldItalic"
    ),
}
RUN_CONTENT = {
    *("t", "br", "tab", "drawing", "pict", "fldChar", "instrText", "footnoteReference", "footnoteRef"),
    *("separator", "continuationSeparator"),
}
FIRST_ONLY = {"p": "pPr", "r": "rPr", "tc": "tcPr"}
CHOICES = {"trPr": {"cantSplit", "tblHeader"}, "numPr": {"ilvl", "numId"}}


@pytest.mark.parametrize("name", ["default", "ratchakan"])
@pytest.mark.parametrize("mark", list(Mark))
def test_every_container_keeps_the_sequence_of_the_schema(mark: Mark, name: str) -> None:
    seen = check_sequences(DocxRenderer(None).render(copy_of(mark), profile(name)))
    assert {"pPr", "rPr", "tblPr", "tcPr", "sectPr", "body", "settings", "numbering", "style", "font"} <= seen


def check_sequences(data: bytes) -> set[str]:
    """Hold every element of a copy to the schema's order; the kinds of elements seen."""
    seen = set()
    for part, root in xml_parts(data):
        for element in root.iter(f"{W}*"):
            kind = str(element.tag).removeprefix(W)
            children = [str(child.tag).removeprefix(W) for child in element]
            seen.add(kind)
            check_one(part, kind, children)
    return seen


def check_one(part: str, kind: str, children: list[str]) -> None:
    if kind in SEQUENCES:
        order = SEQUENCES[kind].split()
        assert set(children) <= set(order), (part, kind, children)
        places = [order.index(child) for child in children]
        assert places == sorted(places), (part, kind, children)
    elif kind in FIRST_ONLY:
        assert FIRST_ONLY[kind] not in children[1:], (part, kind, children)
    elif kind in CHOICES:
        assert set(children) <= CHOICES[kind], (part, kind, children)
    if kind == "r":
        assert set(children) - {"rPr"} <= RUN_CONTENT, (part, children)
    if kind == "tc":
        assert children[-1] == "p", "a cell ends with a paragraph"
    if kind == "body":
        assert children.index("sectPr") == len(children) - 1


def test_every_identifier_that_must_be_unique_is() -> None:
    data = DocxRenderer(None).render(copy_of(Mark.CONTROLLED), profile())
    shapes, bookmarks = [], []
    for _, root in xml_parts(data):
        shapes += [each.get("id") for each in root.iter("{*}docPr")]
        bookmarks += [each.get(f"{W}id") for each in root.iter(f"{W}bookmarkStart")]
    assert len(shapes) == len(set(shapes)) > 5
    assert len(bookmarks) == len(set(bookmarks)) > 5


def test_every_relationship_leads_somewhere() -> None:
    data = DocxRenderer(None).render(copy_of(Mark.WITHDRAWN), profile())
    files = parts(data)
    for name, root in xml_parts(data):
        folder, _, file = name.rpartition("/")
        known = files.get(f"{folder}/_rels/{file}.rels", b"").decode()
        used = {
            str(value)
            for element in root.iter()
            for key, value in element.attrib.items()
            if str(key).startswith(R)
        }
        assert all(f'Id="{relation}"' in known for relation in used), (name, used)
