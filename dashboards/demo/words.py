"""The names and titles of the demo institute. All invented."""

FIRST = (
    "Abelard Briony Cosimo Delphine Evander Fenella Gideon Hesper Ignatius Jocasta Kester Linnet Merrick Nerissa "
    "Osric Petronel Quillon Rosamund Silvan Thessaly Ulric Verity Wystan Xanthe Yorick Zinnia Ansel Corin Dorcas"
).split()
LAST = (
    "Ashgrove Bramblewick Candlemere Dunwhistle Elderquay Fernhollow Gullspar Hawkmoth Inglebrook Juniperfold "
    "Kettlewood Larkspring Mossgate Nettlebay Otterbourne Pebblecross Quarrelstone Rookhaven Saltmarsh Thistledown "
    "Umberfield Vellumhill Wrenfield Yarrowby Zephyrdale Copperlock Driftglass Emberlea Foxglove Gorsewater"
).split()

DEPARTMENTS = (
    ("quantum-computing", "Quantum Computing", "science", "Superconducting Circuits Lab"),
    ("cryogenics", "Cryogenic Engineering", "engineering", "Low Temperature Lab"),
    ("photonics", "Photonics and Sensing", "science", "Single Photon Lab"),
    ("quantum-materials", "Quantum Materials", "science", "Epitaxy Lab"),
    ("theory", "Theory and Algorithms", "science", "Error Correction Group"),
    ("instrumentation", "Control and Instrumentation", "engineering", "Microwave Lab"),
)
FACULTIES = (("science", "Faculty of Science"), ("engineering", "Faculty of Engineering"))

# name, kind, country, aliases
PARTIES = (
    ("Northlight Institute for Quantum Optics", "organisation", "GB", ("NIQO",)),
    ("Ostermoor Technical University", "organisation", "DE", ("TU Ostermoor",)),
    ("Kelpwater Research Centre", "organisation", "CA", ()),
    ("Vallombreuse Laboratory of Cold Matter", "organisation", "FR", ("VLCM",)),
    ("Silverbirch University", "organisation", "FI", ()),
    ("Tidewrack Marine Sensing Ltd", "organisation", "AU", ()),
    ("Hoshikawa Cryogenics KK", "organisation", "JP", ()),
    ("Lantern Bay Polytechnic", "organisation", "SG", ()),
    ("Polderlicht Instituut", "organisation", "NL", ()),
    ("Sierra Clara Quantum SL", "organisation", "ES", ()),
    ("Fjordvik Universitet", "organisation", "NO", ()),
    ("Alpenglimmer Hochschule", "organisation", "CH", ()),
    ("Rio Sereno Federal Institute", "organisation", "BR", ()),
    ("Banyan Court Institute of Science", "organisation", "IN", ()),
    ("Jade Terrace University of Engineering", "organisation", "CN", ()),
    ("Red Willow Academy of Sciences", "organisation", "CN", ()),
    ("Cedar Gate University", "organisation", "LB", ()),
    ("Amber Coast Technical University", "organisation", "LT", ()),
    ("Karoo Sky Observatory", "organisation", "ZA", ()),
    ("Bosphorus Lights Institute", "organisation", "TR", ()),
    ("Copperfield Qubits Inc.", "organisation", "US", ()),
    ("Palm Harbour Institute of Technology", "organisation", "AE", ()),
    ("Stillwater Dilution Systems Oy", "organisation", "FI", ()),
    ("Mistral Photonics SAS", "organisation", "FR", ()),
)
GUESTS = (
    ("Aurelio Windlass", "ES"), ("Mirabel Stormfinch", "GB"), ("Taro Hazelmoon", "JP"), ("Liesl Quartzbach", "DE"),
    ("Wei Lotusbridge", "CN"), ("Mei Jasmineford", "CN"), ("Arjun Peacockvale", "IN"), ("Sanna Birchwhisper", "FI"),
    ("Olu Baobabstone", "NG"), ("Yasmin Cedarwell", "LB"), ("Pavel Frostlantern", "CZ"), ("Ingrid Fjordsong", "NO"),
    ("Hyun Plumterrace", "KR"), ("Camila Rioverde", "BR"), ("Anouk Polderleaf", "NL"), ("Darius Rosewater", "IR"),
)  # fmt: skip
