"""What an exception or general licence brings with it, in sentences."""

SENTENCES = {
    "records_5y": "Keep the records for five years (15 CFR 762.6).",
    "return_1y": "Bring it back within one year; ask for more time at least 90 days before (15 CFR 740.9(a)(14)).",
    "prior_consignee_statement": "Obtain the consignee's statement before shipment and keep it (15 CFR 740.20(d)).",
    "semi_annual_report": "Look whether a half-yearly report is due, by 1 February or 1 August (15 CFR 743.1).",
    "encryption_report": "Look whether an encryption report is due, by 1 February or 1 August (15 CFR 740.17(e)).",
    "report_743_8": "Report under 15 CFR 743.8 by 1 February for the year before.",
    "report_743_7": "Report under 15 CFR 743.7 by 1 February for the year before.",
    "termination_743_8": "Report within 30 days after the person has left (15 CFR 743.8(e)).",
    "termination_743_7": "Report within 30 days after the person has left (15 CFR 743.7).",
    "written_notice": "Tell the person in writing that the information may not be passed on (15 CFR 740.13(f)).",
    # Rows loaded before the two reports were told apart; their determinations are replayed as they were.
    "termination_30d": "Report within 30 days after the person has left (15 CFR 743.7 and 743.8).",
}
SCREEN_FIRST = "Screen every recipient before the transfer."
KEEP_THE_BASIS = "Keep what the exclusion rests on; an amendment of the agreement re-opens this determination."
NAME_THE_REGION = "Confirm that it does not go to Crimea, Donetsk or Luhansk (15 CFR 746.6)."
DIRECT_PRODUCT = "Look whether it is a direct product of US technology, for which further rules hold (15 CFR 734.3(a))."
REPORT_CONTENT = "Report once before relying on the share of US technology (15 CFR 734.4(c)(3) and (d)(3))."
PRESUMED = "The rows read here were read later than this day; that they read the same before is presumed."


def sentence(code: str) -> str:
    """The duty as a sentence; one that is not known by its code is told as it is."""
    return SENTENCES.get(code, code.replace("_", " "))
