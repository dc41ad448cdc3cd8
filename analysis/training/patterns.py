"""Sentences that made-up answers are built of. Each list has two halves that never meet.

The first half is trained on, the second only measured with: what is learned is what a sentence
tells (a result, an own part, a topic that is waved aside), not these very words. ``{t}`` is a term
of the job; in Korean ``{t을}``, ``{t이}``, ``{t은}``, ``{t와}``, ``{t로}`` carry the right
particle; ``{u}`` is another one.
``{n}``, ``{p}`` are numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ncs.content import Asks

Pair = tuple[Sequence[str], Sequence[str]]  # trained on, measured with

#: What the answer is really about.
FOCUS: Mapping[str, Pair] = {
    "en": (
        (
            "In my last job I spent most of my time on {t}.",
            "The first thing that comes to mind is {t}.",
            "I worked on {t} for about {n} months.",
            "That was mainly a matter of {t}.",
            "We ran into it while we were busy with {t}.",
            "For me it all came down to {t}.",
            "I'd pick {t} as the example.",
            "There was one project, {t}, that I still think about.",
            "What I know best is {t}.",
            "Most days I was dealing with {t}.",
            "We had a case that was all about {t}.",
            "It was {t} that I was asked to look at.",
        ),
        (
            "My best example is probably {t}.",
            "Well, {t} kept me occupied for nearly {n} weeks.",
            "It started with {t}, which had been given to our group.",
            "Let me tell you about {t}.",
        ),
    ),
    "ko": (
        (
            "지난 직장에서는 {t} 업무를 주로 했습니다.",
            "가장 먼저 떠오르는 건 {t}입니다.",
            "저는 {n}개월 정도 {t을} 맡았어요.",
            "그때 핵심은 {t}였습니다.",
            "{t} 쪽을 하다가 겪은 일인데요.",
            "예를 들면 {t} 이야기를 할 수 있을 것 같아요.",
            "한창 {t로} 바쁘던 때였습니다.",
            "아직도 생각나는 건 {t} 건이에요.",
            "제가 제일 잘 아는 건 {t}입니다.",
            "거의 매일 {t을} 다뤘습니다.",
            "전부 {t와} 관련된 사례가 하나 있었어요.",
            "제게 맡겨진 건 {t}였습니다.",
        ),
        (
            "제 경험 중에는 {t이} 제일 맞는 것 같습니다.",
            "{t} 건을 {n}주 가까이 붙들고 있었어요.",
            "시작은 저희 쪽에 떨어진 {t}였습니다.",
            "{t} 얘기를 해 볼게요.",
        ),
    ),
}

#: Going on about it under another of its names.
AGAIN: Mapping[str, Pair] = {
    "en": (
        (
            "With {t} the details matter more than people think.",
            "I got to know {t} quite well that way.",
            "Nobody around me had done {t} before.",
            "Everything else depended on {t}.",
            "So {t} filled my days.",
            "I could explain {t} for hours.",
        ),
        ("You need patience for {t}.", "I still remember how {t} looked on the first day."),
    ),
    "ko": (
        (
            "{t은} 생각보다 손이 많이 가더라고요.",
            "그 덕분에 {t을} 꽤 잘 알게 됐습니다.",
            "주변에 {t을} 해 본 사람이 없었어요.",
            "나머지가 다 {t}에 달려 있었어요.",
            "그래서 하루 종일 {t} 일만 했습니다.",
            "{t} 얘기라면 몇 시간도 할 수 있어요.",
        ),
        ("{t은} 꼼꼼해야 하는 일이거든요.", "{t을} 처음 접한 날이 아직 기억납니다."),
    ),
}

#: Named, and waved aside: no reason to ask about it.
PASSING: Mapping[str, Pair] = {
    "en": (
        (
            "There was {t} as well, but another team took care of that.",
            "I only know {t} from a distance.",
            "{t} came up once, and we left it at that.",
            "We skipped {t} and {u} altogether.",
            "{t} is something I have never done myself.",
            "People kept talking about {t}, which had nothing to do with us.",
            "I have heard of {t}, of course, but we never needed it.",
            "Our neighbours did {t} and {u}; we did not.",
            "{t} had been finished long before I came.",
            "At school we talked about {t}, no more than that.",
            "I would leave {t} aside here.",
            "An outside company was paid for {t}.",
        ),
        (
            "{t}, {u}, all that was handled elsewhere.",
            "I was not involved in {t}.",
            "Somebody else looked after {t}.",
            "{t} played no part in it.",
        ),
    ),
    "ko": (
        (
            "{t}도 있었지만 그건 다른 팀이 했습니다.",
            "{t은} 옆에서 보기만 했어요.",
            "{t} 얘기가 한 번 나왔다가 그냥 넘어갔습니다.",
            "{t}하고 {u} 쪽은 아예 건너뛰었고요.",
            "{t은} 제가 직접 해 본 적은 없습니다.",
            "다들 {t} 얘기를 했지만 저희와는 상관없었어요.",
            "{t은} 들어만 봤고 저희는 필요가 없었어요.",
            "옆 부서는 {t}하고 {u을} 했지만 저희는 안 했습니다.",
            "{t은} 제가 오기 훨씬 전에 끝난 일이었어요.",
            "{t은} 학교에서 배운 정도입니다.",
            "여기서 {t은} 빼고 말씀드릴게요.",
            "{t은} 외주를 줬습니다.",
        ),
        (
            "{t}, {u} 같은 건 다른 부서 몫이었습니다.",
            "저는 {t}에는 참여하지 않았어요.",
            "{t은} 담당자가 따로 있었습니다.",
            "{t}와는 관계없는 일이었고요.",
        ),
    ),
}

#: First one thing, then what really mattered.
TURNING: Mapping[str, Pair] = {
    "en": (
        (
            "People expect {u} here, but what really kept us busy was {t}.",
            "We began with {u}, and then the whole thing turned into {t}.",
            "It was less about {u} than about {t}.",
            "I had prepared for {u}, and then it was {t} that decided everything.",
            "{u} took a day, {t} took the whole month.",
            "I could talk about {u}, but {t} was more interesting.",
            "Everyone looked at {u}; I looked at {t}.",
        ),
        (
            "{u} went smoothly; the hard part was {t}.",
            "Once {u} was done, {t} was still ahead of us.",
        ),
    ),
    "ko": (
        (
            "다들 {u} 얘기를 하지만 실제로 저희를 바쁘게 한 건 {t}였습니다.",
            "처음엔 {u로} 시작했는데 결국 {t} 일이 됐어요.",
            "{u}보다는 {t} 쪽이 더 중요했습니다.",
            "{u을} 준비했는데 정작 모든 걸 결정한 건 {t}였어요.",
            "{u은} 하루면 됐지만 {t은} 한 달이 걸렸습니다.",
            "{u} 얘기도 할 수 있지만 {t}가 더 기억에 남습니다.",
            "다들 {u을} 볼 때 저는 {t을} 봤어요.",
        ),
        ("{u은} 순조로웠는데 {t이} 어려웠습니다.", "{u} 다음에는 {t이} 남아 있었어요."),
    ),
}

#: The parts of a story, as they are told.
PARTS: Mapping[str, Mapping[Asks, Pair]] = {
    "en": {
        Asks.SITUATION: (
            (
                "At that time we were {n} people and the deadline was {p} weeks away.",
                "It was my second year there, and demand had just doubled.",
                "The customer had complained twice that quarter.",
                "Back then the site had only just opened.",
                "We had just moved to a new building when it began.",
                "It happened during the busiest season, two years ago.",
                "The company was preparing for an inspection by the authorities.",
                "There were {n} of us on that shift.",
                "Sales had been falling for three quarters in a row.",
                "I had joined only a few weeks before.",
                "The old system was to be switched off at the end of the month.",
            ),
            (
                "This was in spring, with {n} of us in the group and an audit coming up.",
                "The background was a reorganisation that had just ended.",
                "Our biggest client had given us {p} days.",
                "It was the month before the launch and half of the staff were new.",
            ),
        ),
        Asks.ROLE: (
            (
                "I was the one responsible for it from start to finish.",
                "My part was to prepare everything and sign it off.",
                "I led a group of {n} people.",
                "My manager decided, and I did the work itself.",
                "My job in that was to coordinate the others.",
                "I was in charge of the planning, a colleague took the rest.",
                "Officially I was the deputy, so I reported on it every week.",
                "The decision was mine to make.",
                "I did the first half and checked the second.",
                "I had been given full responsibility for it.",
                "As the newest member I only did the preparation.",
            ),
            (
                "It was my own task; nobody else touched it.",
                "I answered for the whole thing as team lead.",
                "I was the junior who supported the person in charge.",
                "I owned the schedule, others owned the content.",
            ),
        ),
        Asks.ACTION: (
            (
                "So I listed every case, sorted them and went through them one by one.",
                "First I talked to everyone involved, then I changed the order of the steps.",
                "I wrote a checklist and walked through it with the others each morning.",
                "I set up a small trial and compared the two ways.",
                "I called a meeting, drew the whole flow on a board and marked every gap.",
                "We built a prototype, tested it with two users and corrected it.",
                "I gathered the records of the last year and looked for a pattern.",
                "The first step was a survey, the second a plan, the third a test run.",
                "I trained the others and stood beside them for the first days.",
                "I rewrote the instructions and had each of them checked twice.",
                "I negotiated a new date and moved the urgent cases forward.",
            ),
            (
                "What I did was to split the work into three steps and start with the riskiest.",
                "I sat down with both sides and drew up a new schedule.",
                "I measured it for a week and then rebuilt the process.",
                "I went to the site, counted what was really there and made a new list.",
            ),
        ),
        Asks.REASON: (
            (
                "I chose that way because it was the only one we could undo.",
                "The reason was simple: the cheaper option would not have held.",
                "We did it like that since safety had to come first.",
                "That seemed best because we could not afford a second failure.",
                "I decided against the usual method since it takes too long.",
                "My thought was that people would only follow what they had helped to make.",
                "We preferred it for one reason: it could be explained to the customer.",
                "Because the budget was fixed, there was no other way.",
                "I weighed cost against risk, and risk weighed more.",
                "It made sense because everything else depended on it.",
            ),
            (
                "Why that way? The alternatives would have cost us the deadline.",
                "My thinking was that a small error early beats a big one late.",
                "I trusted that option more, given what had gone wrong before.",
            ),
        ),
        Asks.RESULT: (
            (
                "In the end errors fell by {p} percent.",
                "We finished {n} days early and the customer renewed the contract.",
                "As a result the cost went down from {p} to {n} million won.",
                "It has been running without trouble ever since.",
                "By the end of the year the share had grown to {p} percent.",
                "The failure rate went from {p} to {n} in a thousand.",
                "The customer thanked us and ordered again.",
                "It passed the inspection without a remark.",
                "We saved about {n} hours a week with it.",
                "Sadly it did not work out, and the plan was dropped.",
                "The new way was taken over by the other sites.",
            ),
            (
                "Afterwards complaints dropped to a third.",
                "That brought the waiting time down to {n} minutes.",
                "The outcome was a saving of {p} percent.",
                "Turnover rose by {p} percent within the year.",
                "Nobody has reported a defect since.",
            ),
        ),
        Asks.PROBLEM: (
            (
                "The trouble was that the numbers never matched.",
                "Halfway through, a supplier dropped out and we were stuck.",
                "What made it hard was that two departments wanted opposite things.",
                "The worst part was that nobody had the latest version.",
                "We ran out of time twice.",
                "There was a lot of resistance from the people concerned.",
                "A mistake in the data was found very late.",
                "The equipment failed on the second day.",
                "Nobody could agree who should pay for it.",
                "It was hard because the rules changed while we were at it.",
            ),
            (
                "The obstacle was a lack of people, plain and simple.",
                "Then it broke down in the middle of the night.",
                "We kept losing people, and the plan no longer held.",
                "The two systems simply would not talk to each other.",
            ),
        ),
        Asks.LEARNING: (
            (
                "Since then I always check the assumptions first.",
                "It taught me to ask earlier for help.",
                "Next time I would start with the users.",
                "What I took from it is to test with real cases.",
                "Today I would plan more time for the handover.",
                "I understood then how much depends on good communication.",
                "If I did it again, I would begin smaller.",
                "From that I learned not to trust averages.",
                "It made me more careful with promises.",
                "Now I keep a record of every decision.",
            ),
            (
                "Looking back, I would have involved the others sooner.",
                "The lesson for me was to write things down.",
                "I'd ask the customer first if I could repeat it.",
                "That experience made me a better listener.",
            ),
        ),
    },
    "ko": {
        Asks.SITUATION: (
            (
                "당시 인원은 {n}명이었고 마감이 {p}주 남은 상황이었습니다.",
                "입사 2년 차였고 물량이 막 두 배로 늘었을 때예요.",
                "그 분기에 고객 불만이 두 번이나 들어온 상태였습니다.",
                "그때는 사업장이 문을 연 지 얼마 안 됐습니다.",
                "새 건물로 막 옮긴 직후에 있었던 일입니다.",
                "2년 전 가장 바쁜 시기였어요.",
                "회사가 관계 기관 점검을 준비하던 때였습니다.",
                "그 근무조에는 {n}명이 있었습니다.",
                "세 분기 연속으로 매출이 떨어지고 있었어요.",
                "제가 들어온 지 몇 주 안 됐을 때였습니다.",
                "월말에 기존 시스템을 내려야 하는 상황이었어요.",
            ),
            (
                "봄이었는데 저희 {n}명이 감사를 앞두고 있었어요.",
                "배경을 말씀드리면 조직 개편이 막 끝난 시점이었습니다.",
                "가장 큰 거래처가 {p}일밖에 주지 않았어요.",
                "출시를 한 달 앞두고 직원 절반이 신입이던 때예요.",
            ),
        ),
        Asks.ROLE: (
            (
                "처음부터 끝까지 제가 책임자였습니다.",
                "제 역할은 전체를 준비하고 확인하는 것이었어요.",
                "제가 {n}명을 이끌었습니다.",
                "결정은 팀장님이 하시고 실무는 제가 했습니다.",
                "거기서 제 일은 다른 분들을 조율하는 것이었습니다.",
                "계획은 제가 맡고 나머지는 동료가 했어요.",
                "공식적으로는 부책임자라서 매주 보고를 드렸습니다.",
                "결정권은 저한테 있었어요.",
                "앞부분은 제가 하고 뒷부분은 검토만 했습니다.",
                "전권을 받아서 진행했습니다.",
                "막내라서 준비만 담당했어요.",
            ),
            (
                "온전히 제 담당이었고 다른 사람은 손대지 않았습니다.",
                "파트장으로서 제가 다 책임졌어요.",
                "저는 담당자를 돕는 막내였습니다.",
                "일정은 제 몫이고 내용은 다른 분들 몫이었어요.",
            ),
        ),
        Asks.ACTION: (
            (
                "그래서 사례를 전부 적고 분류해서 하나씩 처리했습니다.",
                "먼저 관련된 분들을 다 만나고 나서 순서를 바꿨어요.",
                "점검표를 만들어서 아침마다 같이 확인했습니다.",
                "작게 시험해 보고 두 방식을 비교했습니다.",
                "회의를 열어 전체 흐름을 칠판에 그리고 빈틈을 표시했습니다.",
                "시제품을 만들어 두 분께 써 보게 하고 고쳤어요.",
                "지난 1년 치 기록을 모아서 패턴을 찾았습니다.",
                "먼저 설문을 하고, 계획을 세우고, 시범 운영을 했습니다.",
                "다른 분들을 교육하고 처음 며칠은 옆에서 지켜봤어요.",
                "지침을 다시 쓰고 두 번씩 확인하게 했습니다.",
                "날짜를 다시 협의하고 급한 건부터 앞당겼어요.",
            ),
            (
                "일을 세 단계로 쪼개고 가장 위험한 것부터 손댔습니다.",
                "양쪽과 마주 앉아 일정을 다시 짰어요.",
                "일주일 동안 측정한 다음 절차를 새로 만들었습니다.",
                "현장에 나가 실제 수량을 세고 목록을 새로 만들었습니다.",
            ),
        ),
        Asks.REASON: (
            (
                "그 방법을 고른 이유는 되돌릴 수 있는 유일한 길이었기 때문입니다.",
                "싼 쪽은 오래 버티지 못할 거라고 판단했거든요.",
                "안전이 먼저라서 그렇게 했습니다.",
                "두 번 실패할 여유가 없어서 그게 최선이라고 봤습니다.",
                "기존 방식은 너무 오래 걸려서 택하지 않았어요.",
                "함께 만든 것만 지킨다고 생각했기 때문입니다.",
                "고객에게 설명할 수 있다는 점 때문에 그쪽을 골랐습니다.",
                "예산이 정해져 있어서 다른 길이 없었어요.",
                "비용과 위험을 저울질했는데 위험이 더 컸습니다.",
                "나머지가 모두 거기에 달려 있어서 그렇게 판단했어요.",
            ),
            (
                "왜냐하면 다른 방법은 기한을 넘길 수밖에 없었어요.",
                "초반의 작은 실수가 나중의 큰 실수보다 낫다고 생각했습니다.",
                "예전에 잘못된 일을 생각하면 그쪽이 더 믿을 만했어요.",
            ),
        ),
        Asks.RESULT: (
            (
                "결국 오류가 {p}퍼센트 줄었습니다.",
                "{n}일 먼저 끝냈고 고객이 계약을 연장했어요.",
                "그 결과 비용이 {p}억에서 {n}억으로 내려갔습니다.",
                "그 뒤로는 문제없이 돌아가고 있습니다.",
                "연말에는 비중이 {p}퍼센트까지 늘었습니다.",
                "불량률이 천 개당 {p}개에서 {n}개로 내려갔어요.",
                "고객이 고마워하면서 다시 주문했습니다.",
                "점검을 지적 없이 통과했습니다.",
                "일주일에 {n}시간 정도를 아끼게 됐어요.",
                "아쉽게도 잘 안 돼서 계획이 취소됐습니다.",
                "그 방식이 다른 사업장에도 적용됐어요.",
            ),
            (
                "이후 불만이 3분의 1로 떨어졌어요.",
                "덕분에 대기 시간이 {n}분으로 단축됐습니다.",
                "성과로는 {p}퍼센트를 절감했습니다.",
                "1년 만에 매출이 {p}퍼센트 올랐습니다.",
                "그 뒤로 불량 신고가 한 건도 없었어요.",
            ),
        ),
        Asks.PROBLEM: (
            (
                "문제는 숫자가 계속 안 맞는다는 거였어요.",
                "중간에 협력업체가 빠지면서 막혔습니다.",
                "두 부서가 정반대를 원해서 힘들었습니다.",
                "가장 힘든 건 아무도 최신본을 갖고 있지 않다는 점이었어요.",
                "시간이 두 번이나 모자랐습니다.",
                "당사자들의 반발이 심했어요.",
                "자료의 오류를 너무 늦게 발견했습니다.",
                "둘째 날 장비가 고장 났어요.",
                "누가 비용을 낼지 합의가 안 됐습니다.",
                "진행 중에 규정이 바뀌어서 어려웠어요.",
            ),
            (
                "걸림돌은 결국 사람이 모자란다는 점이었습니다.",
                "그러다 한밤중에 멈춰 버렸어요.",
                "사람이 자꾸 빠져나가서 계획이 무너졌어요.",
                "두 시스템이 도무지 연결되지 않았습니다.",
            ),
        ),
        Asks.LEARNING: (
            (
                "그 뒤로는 항상 전제부터 확인합니다.",
                "도움을 일찍 청해야 한다는 걸 배웠어요.",
                "다음번에는 사용자부터 만날 겁니다.",
                "실제 사례로 시험해야 한다는 걸 알게 됐습니다.",
                "지금이라면 인수인계 시간을 더 잡을 거예요.",
                "소통이 얼마나 중요한지 그때 깨달았습니다.",
                "다시 한다면 더 작게 시작하겠습니다.",
                "평균만 믿으면 안 된다는 걸 배웠어요.",
                "약속을 할 때 더 신중해졌습니다.",
                "이제는 결정할 때마다 기록을 남겨요.",
            ),
            (
                "돌아보면 다른 분들을 더 일찍 참여시켰어야 했습니다.",
                "기록을 남겨야 한다는 교훈을 얻었습니다.",
                "다시 할 수 있다면 고객에게 먼저 물어볼 거예요.",
                "그 경험으로 남의 말을 더 잘 듣게 됐습니다.",
            ),
        ),
    },
}

#: Said by everybody, tells nothing.
FILLER: Mapping[str, Pair] = {
    "en": (
        (
            "That's a good question.",
            "Let me think for a moment.",
            "It was a busy year.",
            "I learned a lot from my colleagues.",
            "Um, how should I put it.",
            "Yes, sure.",
            "I am glad you ask.",
            "Where should I begin.",
            "It is some time ago.",
        ),
        ("Right, okay.", "There is a lot to say about that.", "I liked the people there."),
    ),
    "ko": (
        (
            "좋은 질문 감사합니다.",
            "잠시만 생각해 보겠습니다.",
            "정신없이 바쁜 한 해였어요.",
            "동료들과 사이가 좋았습니다.",
            "음, 어떻게 말씀드려야 할까요.",
            "네, 물론입니다.",
            "물어봐 주셔서 감사합니다.",
            "어디서부터 말씀드릴까요.",
            "좀 오래된 일이긴 합니다.",
        ),
        ("네, 알겠습니다.", "드릴 말씀이 많은데요.", "함께 일한 분들이 좋았어요."),
    ),
}
