"""Words that carry grammar rather than content, and what is glued to Korean nouns."""

from __future__ import annotations

_ENGLISH = """
a about above after again against all also am an and any are aren't as at be because been before
being below between both but by can can't cannot could couldn't did didn't do does doesn't doing
don't down during each even few for from further get got had hadn't has hasn't have haven't
having he he'd he'll he's her here hers herself him himself his how i i'd i'll i'm i've if in
into is isn't it it's its itself just know let like ll ma'am me mean more most much my myself no
nor not now of off oh okay on once one only or other ought our ours ourselves out over own re
really s same say says said shall she she's should so some such sure t than that that's the
their theirs them themselves then there there's these they they'd they'll they're they've thing
things think this those through to too uh um under until up upon us ve very was wasn't we we'd
we'll we're we've well were weren't what what's when where which while who whom why will with
won't would wouldn't yeah yes yet you you'd you'll you're you've your yours yourself
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
