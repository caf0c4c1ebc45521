"""What is asked before a visit, and which areas are graded in it, as data."""

QUESTIONS = {
    "where": "Where exactly does it stand, and who can get in?",
    "who": "Who uses it, and who answers for it there?",
    "changes": "What has changed since it arrived: place, people, use, owner?",
    "logs": "Which logs or records of its use can be shown?",
    "passed_on": "Was it, or anything made with it, passed on, lent or shown to somebody outside?",
    "trouble": "What went wrong, or nearly did?",
}
AREAS = {
    "place": "Where it is kept",
    "access": "Who gets at it, and what they know of the terms",
    "use": "What it is used for",
    "records": "Records and logs",
    "security": "Locks, systems, keys",
    "passing_on": "Nothing passed on",
}
