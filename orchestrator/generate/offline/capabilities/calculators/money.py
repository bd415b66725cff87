"""Calculators of money: shares, loans, interest, prices."""

from orchestrator.generate.offline.capabilities.calculators.recipes import Given, Recipe, Result

_RATE = r"\brate\b|\binterest( rate)?$|annual rate|\br$|\bapr\b|\broi\b|percent"
_PRINCIPAL = r"principal|\bloan( amount)?$|deposit|invest\w*|\bp$|\bamount$"
_TERM = r"years?\b|\btime\b|tenure|term|duration|period|\bt$"
_TAXED = (
    Given(
        "tax_rate",
        r"(tax|gst|vat).*(rate|percent|input)|\btax$|\bgst$|\bvat$",
        "Tax in percent",
        0,
        optional=True,
    ),
)

MONEY = (
    Recipe(
        "tip", r"\btips?\b[^.]{0,20}\bcalculator\b|\bcalculat\w+ (?:the |a )?tip\b|\bbill[- ]split",
            "Tip calculator",
        (
            Given("bill", r"bill|amount$|cost|subtotal|price", "Bill"),
            Given("percent", r"percent|rate|\btip$|quality|tip select", "Tip in percent", 15),
            Given("people", r"people|persons?$|split$|guests|diners|party|friends", "People", 1),
            Given("round", r"\bround", "Round up each share", 0, "check", optional=True),
        ),
        (
            Result("tip", r"tip", "Tip", 2),
            Result("each", r"per person|each|share|split|person", "Each person pays", 2),
            Result("total", r"total|grand", "Total", 2),
        ),
    ),
    Recipe(
        "loan", r"\b(?:loan|mortgage|emi)\b[^.]{0,30}\b(?:calculator|payments?)\b|\bemi\b", "Loan calculator",
        (
            Given("principal", rf"{_PRINCIPAL}|price", "Amount of the loan"),
            Given("rate", _RATE, "Interest in percent a year"),
            Given("months", r"months|tenure months", "Term in months", 0, optional=True),
            Given("years", _TERM, "Term in years"),
        ),
        (
            Result("payment", r"monthly|\bemi\b|payment|instal?lment|result", "Monthly payment", 2),
            Result("paid", r"total (payment|paid|cost|amount|repa\w+)|repay|total$", "Paid in all", 2),
            Result("cost", r"total interest|interest", "Interest in all", 2),
        ),
    ),
    Recipe(
        "compound", r"\bcompound(?:ed|ing)? interest\b|\b(?:investment|savings) calculator\b",
            "Compound interest calculator",
        (
            Given("principal", _PRINCIPAL, "Amount at the start"),
            Given("rate", _RATE, "Interest in percent a year"),
            Given("years", _TERM, "Years"),
            Given("times", r"compound\w*|frequency|times|\bn$|per year", "Times compounded a year", 1),
        ),
        (
            Result("interest", r"interest|earned|gain|profit", "Interest", 2),
            Result("value", r"future|final|total|result|balance|value|amount|maturity", "Value at the end",
                2),
        ),
    ),
    Recipe(
        "interest", r"\bsimple interest\b", "Simple interest calculator",
        (
            Given("principal", r"principal|\bp$", "Amount at the start"),
            Given("rate", _RATE, "Interest in percent a year"),
            Given("years", _TERM, "Years"),
        ),
        (
            Result("interest", r"interest|\bsi$|result", "Interest", 2),
            Result("value", r"amount|total|final|balance", "Value at the end", 2),
        ),
    ),
    Recipe(
        "discount", r"\bdiscounts?\b[^.]{0,20}\bcalculator\b|\bsale price\b", "Discount calculator",
        (
            Given("price",
                r"(?<!final )(?<!sale )(?<!discounted )(?:\bprice|original|\bcost|amount$|\bmrp\b)", "Price"),
            Given("percent", r"discount(?!ed)(?! (amount|price))|percent|\boff$", "Discount in percent"),
            *_TAXED,
        ),
        (
            Result("saved", r"sav(ed|ings?)|discount amount|you save|reduction", "You save", 2),
            Result("final", r"final|discounted|sale|new price|result|pay", "Price after the discount", 2),
            Result("total", r"total|with tax|grand", "With tax", 2),
        ),
    ),
    Recipe(
        "tax", r"\b(?:sales tax|gst|vat|tax)\b[^.]{0,12}\bcalculator\b", "Tax calculator",
        (
            Given("net", r"net|price|amount$|cost|subtotal|base", "Price before tax"),
            Given("rate", r"rate|percent|slab", "Tax in percent"),
        ),
        (
            Result("tax", r"tax|gst|vat", "Tax", 2),
            Result("total", r"total|gross|final|result|grand", "Price with tax", 2),
        ),
    ),
    Recipe(
        "margin", r"\b(?:profit|margin)\b[^.]{0,12}\bcalculator\b", "Profit calculator",
        (
            Given("cost", r"cost|buy|purchase", "Cost"),
            Given("price", r"price|sell\w*|revenue|sale", "Selling price"),
        ),
        (
            Result("margin", r"margin|percent", "Margin in percent", 2),
            Result("profit", r"profit|result|gain", "Profit", 2),
        ),
    ),
    Recipe(
        "roi", r"\broi\b|\breturn on investment\b", "ROI calculator",
        (
            Given("cost", r"invest\w*|cost|initial|principal|spent", "Invested"),
            Given("value", r"return\w*|final|value|revenue|gained|proceeds", "Returned"),
        ),
        (
            Result("roi", r"roi|result|percent\w*", "Return in percent", 2),
            Result("profit", r"profit|gain$|net", "Gain", 2),
        ),
    ),
)  # fmt: skip
