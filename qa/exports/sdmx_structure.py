"""What the columns of SDMX-CSV are, as a structure message of SDMX-JSON 2.0, by which readers know them."""

from __future__ import annotations

from datetime import UTC, datetime

from qa.contract import Json
from qa.exports.sdmx import ATTRIBUTES, DIMENSIONS

_AGENCY, _ID, _SCHEME, _VERSION = "PLANCITE", "OBSERVATIONS", "CONCEPTS", "1.0"
_MADE = {"agencyID": _AGENCY, "version": _VERSION}
_URN = "urn:sdmx:org.sdmx.infomodel"
_MODEL = f"{_URN}.datastructure.DataStructure={_AGENCY}:{_ID}({_VERSION})"
_MESSAGE = (
    "https://raw.githubusercontent.com/sdmx-twg/sdmx-json/develop/structure-message/tools/schemas/2.0.0/"
    "sdmx-json-structure-schema.json"
)
_VALUE = "OBS_VALUE"
_NUMBERS = ("MENTION", "UNIT_MULT", "DECIMALS", "LINE_START", "LINE_END", "PAGE")
ABOUT = {
    "FREQ": "A for a whole year, _O for a part of it or another one",
    "DOCUMENT": "The document's id",
    "ENTRY": "The entry's id, unique in its document",
    "INDICATOR": "What is counted",
    "ROLE": "What the number is: target, actual, budget, final, rate, difference, other",
    "SCOPE": "Whose share it is; _T for the whole",
    "BASIS": "Original or revised, where a target was changed; else _Z",
    "PERIOD": "A part of the year, as written; _T for the whole",
    "MENTION": "Which mention of the same fact",
    "TIME_PERIOD": "The western year",
    _VALUE: "The value in the base unit",
    "UNIT_MEASURE": "The base unit, as the document has it; _Z for none",
    "UNIT_MULT": "The power of ten of the unit: 0, every multiplier is applied",
    "DECIMALS": "Places behind the decimal point",
    "OBS_STATUS": "A normal, E said to be about so many, U something is doubtful",
    "CONF_STATUS": "F, free to be published",
    "UPPER_VALUE": "The upper end of a range",
    "OPERATOR": "How a target is meant",
    "VERDICT": "What target and result give",
    "OFFICIAL_STATUS": "The document's own mark or word",
    "AS_WRITTEN": "The number as the document writes it",
    "TITLE": "The entry's title",
    "SERIES": "What is the same metric over years, editions and documents",
    "COMMENT_OBS": "What is not certain",
    "SOURCE": "The document's file",
    "LINE_START": "The first line of the quote",
    "LINE_END": "The last line of the quote",
    "PAGE": "The page of a PDF",
    "QUOTE": "The words the number stands in",
}


def write_structure() -> Json:
    """Return the message: the concepts, the data structure of them, and the dataflow that rows name."""
    concepts = [{"id": name, "name": about} for name, about in ABOUT.items()]
    *dimensions, time = (_describe(name) for name in DIMENSIONS)
    related = {"attributeRelationship": {"observation": {}}, "measureRelationship": [_VALUE]}
    components = {
        "dimensionList": {"id": "DimensionDescriptor", "dimensions": dimensions, "timeDimension": time},
        "measureList": {"id": "MeasureDescriptor", "measures": [_describe(_VALUE)]},
        "attributeList": {
            "id": "AttributeDescriptor",
            "attributes": [_describe(name) | related for name in ATTRIBUTES],
        },
    }
    title = "Numbers of plan texts"
    return {
        "meta": {
            "schema": _MESSAGE,
            "id": f"{_AGENCY}_{_ID}",
            "prepared": datetime.now(UTC).isoformat(timespec="seconds"),
            "sender": {"id": _AGENCY},
        },
        "data": {
            "conceptSchemes": [{**_MADE, "id": _SCHEME, "name": f"Concepts: {title}", "concepts": concepts}],
            "dataStructures": [{**_MADE, "id": _ID, "name": title, "dataStructureComponents": components}],
            "dataflows": [{**_MADE, "id": _ID, "name": title, "structure": _MODEL}],
        },
    }


def _describe(name: str) -> Json:
    kind = "Integer" if name in _NUMBERS else "String"
    kind = {"TIME_PERIOD": "GregorianYear", _VALUE: "Decimal", "UPPER_VALUE": "Decimal"}.get(name, kind)
    concept = f"{_URN}.conceptscheme.Concept={_AGENCY}:{_SCHEME}({_VERSION}).{name}"
    format = {"format": {"dataType": kind}}
    return {"id": name, "conceptIdentity": concept, "localRepresentation": format}
