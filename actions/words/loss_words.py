"""Words that say a phone is out of its owner's hands, apart from a signal that is lost. Pure."""

from __future__ import annotations

import re

_NETWORK = r"(?:signal|service|connection|connectivity|reception|coverage|data|internet|network|bars|calls?)"
_OF_THE_NETWORK = re.compile(
    rf"\b(?:lost|los(?:e|es|ing)|missing|stole)\s+(?:(?:all|my|the|any|phone|mobile|cell)\s+)*{_NETWORK}\b"
    rf"|\b{_NETWORK}(?:['’]?s|\s+is|\s+are|\s+was|\s+has|\s+have|\s+been|\s+just)*\s+(?:lost|gone"
    rf"|missing|vanished)\b",
    re.IGNORECASE,
)
_SOMEBODY = r"(?:some(?:body|one|\s+\w+)|they|he|she|thie(?:f|ves)|a\s+\w+|burglars?)"
_LOSS = re.compile(
    r"\b(?:lost|los(?:e|ing)|loss|stolen|stole|steal\w*|theft|thie(?:f|ves)|robb\w+|mugg\w+|burgl\w+"
    r"|snatch\w+"
    r"|pickpocket\w*|nicked|swiped|pinched|grabbed|missing|misplaced|mislaid|disappeared|vanished|gone"
    r"|(?:can['’]?t|cannot|can\s+not|couldn['’]?t)\s+(?:\w+\s+)?(?:find|locate)|no\s+idea\s+where"
    r"|(?:don['’]?t|do\s+not)\s+know\s+where|left\s+(?:it|my|the|our)|forgot"
    r"|(?:fell|dropped|slipped)\b.*\b(?:lake|river|sea|ocean|pool|toilet|water|drain|overboard|boat"
    r"|train|bus|cab|taxi|car)"
    r"|block\w*|suspend\w*|freez\w+|froze|lock\w*|disabl\w+|deactivat\w+|shut|stop|turn(?:ed)?\s+off)\b"
    rf"|\b{_SOMEBODY}\s+(?:has|have|had|got|took|takes|ran|drove|walked|is\s+using|uses)\b",
    re.IGNORECASE,
)

_PLAIN = re.compile(
    r"\b(?:lost|stolen|stole|theft|thie(?:f|ves)|robb\w+|mugg\w+|burgl\w+|snatch\w+|pickpocket\w*"
    r"|nicked|swiped|pinched"
    r"|misplaced|mislaid|disappeared|vanished|left\s+(?:it|my|the|our)"
    r"|(?:phone|mobile|cell|handset|it)(?:['’]?s|\s+is|\s+has|\s+went)\s+(?:\w+\s+)?(?:gone|missing)"
    r"|(?:can['’]?t|cannot|can\s+not|couldn['’]?t)\s+(?:\w+\s+)?(?:find|locate)\s+(?:my|the|our|it)\b"
    r"|no\s+idea\s+where|(?:don['’]?t|do\s+not)\s+know\s+where)\b"
    rf"|\b{_SOMEBODY}\s+(?:has|had|took|takes|grabbed|ran\s+\w+\s+with|is\s+using)\s+(?:my|the|our|it)\b",
    re.IGNORECASE,
)
"""Narrower: among answers about a phone at hand, "off", "stop" and "gone" are said of other things."""


def plainly_lost(text: str) -> bool:
    """Whether plain words say that the phone itself is lost or was taken."""
    return _PLAIN.search(_OF_THE_NETWORK.sub(" ", text)) is not None


def tells_loss(text: str) -> bool:
    """Whether the words say that the phone is lost or taken, or that the line should be stopped."""
    return _LOSS.search(_OF_THE_NETWORK.sub(" ", text)) is not None
