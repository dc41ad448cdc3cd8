"""Answers to opening questions, written for these tests and graded by their writer: 1 weak,
2 medium, 3 strong. Synthetic: they tell whether the score follows the rubric, not whether it
agrees with recruiters on real people.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Graded:
    """``question``: place of the competency's opening question."""

    job: str
    competency: str
    language: str
    grade: int
    text: str
    question: int = 0


GRADED: tuple[Graded, ...] = (
    # ---- Software development ----
    Graded("200102", "data-design", "en", 1,
     "Well, databases are very important and I always try to make good tables. I know MySQL "
     "quite well. In general I think the design should be clean and everybody should follow it."),
    Graded("200102", "data-design", "en", 2,
     "In my last job we had an orders table without a composite index, and the list page was slow. "
     "I looked at the execution plan and we added an index. After that it was better."),
    Graded("200102", "data-design", "en", 3,
     "In my last company I was responsible for the order service, and the order list took eight "
     "seconds because every row loaded its items one by one. I checked the slow query log and the "
     "execution plan and found an N+1 problem on top of a missing composite index. I rewrote it "
     "with a fetch join and added a covering index, because denormalization would have made the "
     "nightly transaction even longer. As a result the page dropped to 300 milliseconds and "
     "deadlocks went down from ten a week to none."),
    Graded("200102", "data-design", "ko", 1,
     "데이터베이스는 서비스에서 아주 중요하다고 생각합니다. MySQL을 좋아하고 테이블은 깔끔하게 만드는 것이 좋습니다. "
     "앞으로도 열심히 공부해서 좋은 설계를 하고 싶습니다."),
    Graded("200102", "data-design", "ko", 2,
     "이전 회사에서 주문 목록이 느려서 실행 계획을 확인했습니다. 인덱스가 없는 것을 찾아서 추가했고 조금 빨라졌습니다. "
     "지금 다시 한다면 정규화를 조금 덜 했을 것 같습니다."),
    Graded("200102", "data-design", "ko", 3,
     "작년에 주문 서비스를 제가 맡았는데, 당시 주문 목록 조회가 8초까지 걸렸습니다. 슬로우 쿼리 로그와 실행 계획을 "
     "분석했더니 N+1 문제와 복합 인덱스 누락이 함께 있었습니다. 반정규화를 하면 야간 배치의 트랜잭션이 길어지기 "
     "때문에 페치 조인과 커버링 인덱스를 적용했습니다. 결과적으로 응답이 0.3초로 줄었고 일주일에 열 건씩 나던 데드락이 "
     "없어졌습니다."),
    # ---- Finance and accounting ----
    Graded("020301", "closing", "en", 1,
     "The bottleneck is usually people. I think communication matters most in the month-end close "
     "and everyone should send things on time. I am a careful person."),
    Graded("020301", "closing", "en", 2,
     "In my previous company the month-end close took nine days and the bottleneck was the account "
     "reconciliation of subsidiaries. We set up a template for it and it got faster."),
    Graded("020301", "closing", "en", 3,
     "When I joined the finance team, the month-end close took nine days. I was in charge of "
     "consolidation, and I measured each step: the bottleneck was intercompany elimination, because "
     "eight subsidiaries sent spreadsheets by mail. I designed a shared template with checks, moved "
     "the account reconciliation to the twentieth of each month, and trained the accountants on "
     "accrual rules myself instead of waiting for questions. As a result we closed in five days, "
     "and audit adjustments fell from twelve to three."),
    Graded("020301", "closing", "ko", 1,
     "결산은 꼼꼼함이 중요하다고 생각합니다. 저는 성격이 꼼꼼해서 월결산 업무가 잘 맞습니다. 앞으로도 열심히 하겠습니다."),
    Graded("020301", "closing", "ko", 2,
     "전 회사에서 월결산이 9일 걸렸는데 병목은 계정 대사였습니다. 그래서 대사 양식을 하나로 정리해서 팀에 공유했습니다. "
     "전보다 많이 편해졌습니다."),
    Graded("020301", "closing", "ko", 3,
     "입사했을 때 결산이 9일 걸렸고, 제가 연결결산을 담당했습니다. 단계별로 시간을 측정해 보니 자회사 여덟 곳이 엑셀을 "
     "메일로 보내는 내부거래 제거가 병목이었습니다. 질문을 기다리는 대신 검증식이 들어간 공용 양식을 제가 직접 만들었고, "
     "계정 대사를 매달 20일로 옮겼습니다. 발생주의 기준도 정리해 담당자들에게 설명했습니다. 결과적으로 결산이 5일로 "
     "단축되었고 감사 수정사항이 12건에서 3건으로 줄었습니다."),
    # ---- Clinical laboratory ----
    Graded("060101", "specimen-handling", "en", 1,
     "I always check everything carefully. A wrong specimen label is dangerous, so you have to pay "
     "attention. I have not had any special case."),
    Graded("060101", "specimen-handling", "en", 2,
     "Last year during a night shift I saw hemolysis in a sample for potassium. I called the ward "
     "and they did the phlebotomy again."),
    Graded("060101", "specimen-handling", "en", 3,
     "Last winter I was responsible for reception on the night shift. A potassium of 7.9 was about "
     "to be reported, but I noticed hemolysis after centrifugation and I checked the specimen label: "
     "the EDTA tube had been drawn before the serum tube, so it was contaminated. I rejected it "
     "because treating that number would have harmed the patient, called the ward and explained the "
     "order of draw. The redraw was 4.1. Then I made a specimen rejection checklist for the ward, "
     "and hemolysed samples went down from thirty a month to eight."),
    Graded("060101", "specimen-handling", "ko", 1,
     "저는 항상 꼼꼼하게 확인하는 편입니다. 검체 라벨이 잘못되면 큰일 나기 때문에 조심해야 합니다. 특별한 사례는 없었습니다."),
    Graded("060101", "specimen-handling", "ko", 2,
     "작년 야간 근무할 때 칼륨 검체에서 용혈을 발견했습니다. 병동에 연락했고 채혈을 다시 받았습니다."),
    Graded("060101", "specimen-handling", "ko", 3,
     "작년 겨울 야간 근무 때 제가 접수를 맡았습니다. 칼륨이 7.9로 보고되려던 상황에서 원심분리 후 용혈을 확인했고, 검체 "
     "라벨의 시간을 보니 EDTA 튜브를 먼저 채혈해서 오염된 것이었습니다. 그 수치로 치료하면 환자가 위험하기 때문에 검체 "
     "부적합으로 처리하고 병동에 연락했습니다. 재채혈 결과는 4.1이었습니다. 이후 채혈 순서 점검표를 제가 직접 만들었고, "
     "용혈 검체가 한 달 30건에서 8건으로 줄었습니다."),
    # ---- E-commerce ----
    Graded("100301", "traffic-ads", "en", 1,
     "I would do search ads and Instagram ads and an influencer. Marketing is about creativity and "
     "I am very creative."),
    Graded("100301", "traffic-ads", "en", 2,
     "In my last shop I started with search ads on long keywords since they were cheap. I watched the "
     "cost per click every day and moved the ad budget to the ones that sold."),
    Graded("100301", "traffic-ads", "en", 3,
     "In my last shop I was in charge of launching a lunch box with an ad budget of fifty thousand won "
     "a day. First I put thirty thousand on search ads for long keywords, because their cost per click "
     "was 90 won instead of 700. I tested four ad creatives on Instagram with the rest, stopped two "
     "after three days, and used retargeting only after the first thousand visits. ROAS grew from 180 "
     "to 420 percent in six weeks, and as a result we moved the item to the front page."),
    Graded("100301", "traffic-ads", "ko", 1,
     "검색광고랑 인플루언서를 하면 될 것 같습니다. 마케팅은 감각이 중요하고 저는 트렌드에 민감합니다."),
    Graded("100301", "traffic-ads", "ko", 2,
     "전 매장에서 긴 키워드 위주로 검색광고부터 시작했습니다. 클릭당 비용을 매일 확인하고 잘 팔리는 쪽으로 광고 예산을 "
     "옮겼습니다."),
    Graded("100301", "traffic-ads", "ko", 3,
     "이전 회사에서 도시락 신상품 출시를 제가 담당했고 하루 광고 예산이 5만 원이었습니다. 먼저 3만 원을 긴 키워드 검색광고에 "
     "썼는데, 클릭당 비용이 700원이 아니라 90원이었기 때문입니다. 나머지로 인스타그램 광고 소재 네 개를 테스트했고 사흘 뒤 "
     "두 개를 중단했습니다. 방문이 천 명을 넘은 다음에 리타겟팅을 시작했습니다. 6주 만에 로아스가 180에서 420퍼센트로 "
     "늘었고 결국 메인 페이지 상품이 되었습니다."),
)  # fmt: skip
