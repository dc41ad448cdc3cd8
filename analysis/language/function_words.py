"""Words that carry grammar rather than content, and what is glued to Korean nouns."""

from __future__ import annotations

_ENGLISH = """
a able about above absolutely across actually after again against ago ah all almost along already
alright also although always am an and another any anybody anyone anything are aren't around as at
away back basically be became because become been before began begin being below besides between
bit both but by can can't cannot certain certainly come comes coming could couldn't definitely did
didn't didnt do does doesn't doesnt doing don't done dont down during each either else enough
especially etc even eventually ever every everybody everyone everything fairly far feel few first
five for four from further generally get getting give go goes going gone gonna got gotta gotten
guess had hadn't happen happens hardly has hasn't have haven't having he he'd he'll he's hence her
here hers herself hey him himself his hmm honestly how however i i'd i'll i'm i've id if im in
indeed instead into is isn't isnt it it's its itself ive just kind kinda knew know known last
lately later least less let like literally little ll look looked looking lot lots ma'am made
mainly make makes making many may maybe me mean might more most mostly much must my myself near
nearly need needs neither never next no nobody none nor not nothing now obviously of off often oh
okay on once one oneself only or other others otherwise ought our ours ourselves out over own
particularly perhaps possibly pretty previously primarily probably put quite rather re really s
said same say says second see seem seemed seems seen several shall she she's should simply since
so some somebody somehow someone something sometime sometimes somewhat somewhere soon sort
specifically still stuff such suddenly super sure t take taken takes taking tell tend than that
that's thats the their theirs them themselves then there there's theres these they they'd they'll
they're they've theyre thing things think this those thought three through to together told too
took totally toward towards tried try trying two typically uh um under unless until up upon us use
used uses using usually various ve very via wanna want wanted wants was wasn't wasnt way ways we
we'd we'll we're we've well went were weren't what what's whatever when whenever where whether
which whichever while who whoever whole whom why will with within without won't would wouldn't
yeah yes yet you you'd you'll you're you've your youre yours yourself
"""

_KOREAN = """
그 그거 그것 그게 그냥 그래서 그런 그런데 그럼 그리고 근데 나 나는 내 내가 너무 네 다 다시 더
또 또는 또한 많이 뭐 못 무슨 바로 사실 수 아 아니 아니라 아주 안 약간 어 어떤 어떻게 에 여기
예 음 이 이거 이것 이게 이런 이렇게 이제 일단 있는 있습니다 있었습니다 있어서 있고 잘 저 저는
저를 저의 저희 저희는 정말 제 제가 조금 좀 지금 때문에 하는 하고 하지만 한 할 합니다 했습니다
것 것은 것을 것이 것입니다 거 게 때 등 및 그것은 그는 대해 대해서 위해 위해서 통해 통해서 같은
같습니다 되었습니다 됩니다 된 되는 입니다
"""

_PARTICLES = """
은 는 이 가 을 를 의 에 에서 에게 한테 께 께서 로 으로 와 과 랑 이랑 하고 도 만 까지 부터
마다 보다 처럼 같이 에는 에도 에서는 에서도 에게는 으로는 로는 으로서 로서 으로써 로써 까지는
부터는 이나 나 이라는 라는 이라고 라고 이고 입니다 이었습니다 였습니다 이에요 예요
"""

ENGLISH = frozenset(_ENGLISH.split())
KOREAN = frozenset(_KOREAN.split())
#: Longest first: 에서는 before 에서 before 는.
KOREAN_PARTICLES = tuple(sorted(_PARTICLES.split(), key=len, reverse=True))
