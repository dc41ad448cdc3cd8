"""Tools, roles, organisations and places that are named in interviews of every job.

Short on purpose: what a job is about stands in its keywords. Korean and English side by side.
"""

from __future__ import annotations

TOOLS = """
Excel, 엑셀, PowerPoint, 파워포인트, Outlook, 아웃룩, Google Sheets, 구글 시트, Slack, 슬랙,
Notion, 노션, Jira, 지라, Confluence, 컨플루언스, Trello, 트렐로, SAP, ERP, CRM, Salesforce,
세일즈포스, HubSpot, 허브스팟, Tableau, 태블로, Power BI, 파워비아이, SPSS, SAS, Python, 파이썬,
pandas, 판다스, NumPy, 넘파이, Java, 자바, JavaScript, 자바스크립트, TypeScript, 타입스크립트,
Kotlin, 코틀린, Swift, 스위프트, C++, C#, Golang, Rust, 러스트, SQL, MySQL, PostgreSQL, Postgres,
포스트그레스, Oracle, 오라클, MongoDB, 몽고DB, Redis, 레디스, Kafka, 카프카, RabbitMQ, 래빗엠큐,
Elasticsearch, 엘라스틱서치, Docker, 도커, Kubernetes, 쿠버네티스, Terraform, 테라폼, Ansible,
앤서블, Jenkins, 젠킨스, Git, 깃, GitHub, 깃허브, GitLab, 깃랩, AWS, Azure, 애저, GCP, Linux,
리눅스, Spring Boot, 스프링 부트, Django, 장고, React, 리액트, Node.js, PyTorch, 파이토치,
TensorFlow, 텐서플로, scikit-learn, 사이킷런, Spark, 스파크, Airflow, 에어플로, Grafana,
그라파나, Prometheus, 프로메테우스, Datadog, 데이터독, Figma, 피그마, Photoshop, 포토샵,
일러스트레이터, 프리미어, AutoCAD, 오토캐드, SolidWorks, 솔리드웍스, CATIA, 카티아, Revit, 레빗,
ANSYS, 앤시스, MATLAB, 매트랩, PLC, MES, Minitab, 미니탭, Google Analytics, 구글 애널리틱스, EMR,
OCS, POS
"""
ROLES = """
developer, 개발자, software engineer, engineer, 엔지니어, backend developer, 백엔드 개발자,
frontend developer, 프론트엔드 개발자, data analyst, 데이터 분석가, data scientist,
데이터 과학자, designer, 디자이너, product manager, 프로덕트 매니저, project manager,
프로젝트 매니저, product owner, scrum master, planner, 기획자, marketer, 마케터, accountant,
회계사, 회계 담당자, auditor, 감사인, tax accountant, 세무사, recruiter, 채용 담당자, HR manager,
인사 담당자, nurse, 간호사, head nurse, 수간호사, charge nurse, 책임 간호사, doctor, physician,
surgeon, 집도의, pharmacist, 약사, caregiver, 요양보호사, social worker, 사회복지사, teacher,
교사, chef, 조리사, 주방장, waiter, barista, 바리스타, salesperson, 영업 사원, sales manager,
영업 담당자, account manager, buyer, 구매 담당자, technician, 기술자, electrician, 전기 기사,
architect, 건축사, site manager, 현장 소장, foreman, 반장, team leader, team lead, 팀장, 파트장,
manager, 매니저, supervisor, 감독관, director, intern, 인턴, trainee, 신입 사원, CEO, 대표이사,
CTO, CFO, consultant, 컨설턴트, researcher, 연구원, lawyer, 변호사, welder, 용접사, inspector,
검사원, operator, 작업자, store manager, 점장, counselor, 상담사
"""
ORGANISATIONS = """
Samsung Electronics, Samsung, 삼성전자, 삼성, LG Electronics, LG, LG전자, SK hynix, SK하이닉스,
SK텔레콤, Hyundai Motor, Hyundai, 현대자동차, 현대차, Kia, 기아, Naver, 네이버, Kakao, 카카오,
Coupang, 쿠팡, Toss, 토스, Woowa Brothers, 우아한형제들, 배달의민족, POSCO, 포스코, Lotte, 롯데,
CJ, Hanwha, 한화, KT, Doosan, 두산, Amorepacific, 아모레퍼시픽, KB국민은행, 국민은행, 신한은행,
우리은행, 하나은행, Nexon, 넥슨, NCSOFT, 엔씨소프트, Krafton, 크래프톤, Google, 구글, Microsoft,
마이크로소프트, Amazon, 아마존, 애플, Netflix, 넷플릭스, IBM, Deloitte, 딜로이트, PwC, KPMG,
삼일회계법인, 서울대학교병원, 서울대병원, 서울아산병원, 아산병원, 세브란스병원, 세브란스,
삼성서울병원, KAIST, 카이스트, 서울대학교, 서울대, 연세대학교, 고려대학교, POSTECH, 포항공대
"""
PLACES = """
Seoul, 서울, Busan, 부산, Incheon, 인천, Daegu, 대구, Daejeon, 대전, Gwangju, 광주, Ulsan, 울산,
Sejong, 세종시, Suwon, 수원, Pangyo, 판교, Gangnam, 강남, Yeouido, 여의도, Jeju, 제주, 제주도,
경기도, 강원도, 충청도, 전라도, 경상도, 창원, 청주, 천안, 포항, 평택, Korea, 한국, Vietnam,
베트남, China, 중국, Japan, 일본, United States, 미국, Germany, 독일, India, 인도, Singapore,
싱가포르, Tokyo, 도쿄
"""


def listed(terms: str) -> tuple[str, ...]:
    """The terms of one list."""
    return tuple(" ".join(term.split()) for term in terms.split(",") if term.strip())
