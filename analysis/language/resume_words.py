"""Words by which the parts of a résumé are known, in both languages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum


class Section(StrEnum):
    EXPERIENCE = "experience"
    EDUCATION = "education"
    SKILLS = "skills"
    CERTIFICATES = "certificates"
    LANGUAGES = "languages"
    TRAINING = "training"
    OTHER = "other"
    PROTECTED = "protected"


_HEADINGS: Mapping[Section, str] = {
    Section.EXPERIENCE: (
        r"(?:주요\s*)?경력(?:\s*사항|\s*요약|\s*기술서?)?|근무\s*경력|직장\s*경력|업무\s*경험|실무\s*경험|인턴(?:십)?\s*경험|"
        r"(?:(?:work|professional|relevant|career)\s+)?(?:experience|history|employment)"
        r"|employment(?:\s+history)?|career(?:\s+summary)?|work\s+history|positions?\s+held"
    ),
    Section.EDUCATION: (
        r"학력(?:\s*사항)?|최종\s*학력|education(?:al\s+background|\s+and\s+training)?"
        r"|academic(?:\s+background|\s+qualifications)?|qualifications"
    ),
    Section.SKILLS: (
        r"(?:보유\s*|주요\s*|핵심\s*)?(?:기술|스킬|역량)(?:\s*스택)?|보유\s*기술|기술\s*스택|사용\s*(?:기술|툴|도구)"
        r"|활용\s*(?:프로그램|도구|능력)|컴퓨터\s*(?:활용\s*)?능력|(?:technical|core|key|professional)?\s*"
        r"(?:skills?(?:\s+and\s+tools)?|competenc(?:y|ies)|technologies|tools|tech\s+stack|expertise)"
    ),
    Section.CERTIFICATES: (
        r"(?:보유\s*)?자격(?:증|\s*사항|\s*면허)?(?:\s*및\s*면허)?|면허(?:\s*사항)?|자격증?\s*/\s*면허"
        r"|certifications?|certificates?|licen[sc]es?(?:\s*(?:and|&)\s*certifications?)?"
        r"|certifications?\s*(?:and|&)\s*licen[sc]es?|professional\s+certifications?"
    ),
    Section.LANGUAGES: (
        r"어학(?:\s*능력|\s*사항|\s*성적|\s*점수)?|외국어(?:\s*능력|\s*사항)?|언어(?:\s*능력)?|languages?(?:\s+skills?)?"
    ),
    Section.TRAINING: r"교육(?:\s*사항|\s*이수)?|교육\s*및\s*연수|연수|trainings?|courses?",
    Section.OTHER: (
        r"인적\s*사항|개인\s*정보|기본\s*정보|자기\s*소개(?:서)?|소개|프로필|요약|지원\s*동기|성장\s*과정|성격의?\s*장단점"
        r"|입사\s*후\s*포부|수상(?:\s*경력|\s*내역)?|프로젝트(?:\s*경험)?|대외\s*활동|봉사\s*활동|취미(?:\s*및\s*특기)?|특기|"
        r"personal\s+(?:details|information|data)|profile|summary|about(?:\s+me)?|objective|contact"
        r"|projects?|awards?(?:\s+and\s+honou?rs)?|honou?rs|interests|hobbies|publications|references"
        r"|volunteer(?:ing|\s+experience|\s+work)?|activities"
    ),
    Section.PROTECTED: (
        r"가족\s*(?:관계|사항)?|병역\s*(?:사항|관계)?|군\s*경력|신체\s*사항|보훈\s*사항|family(?:\s+background|\s+details)?"
        r"|military(?:\s+service)?|marital\s+status|religion"
    ),
}
HEADING = {
    section: re.compile(rf"^(?:{pattern})$", re.IGNORECASE)
    for section, pattern in _HEADINGS.items()
}
#: Column heads of the tables in Korean forms.
COLUMNS: Mapping[str, re.Pattern[str]] = {
    name: re.compile(rf"^(?:{pattern})$", re.IGNORECASE)
    for name, pattern in {
        "period": r"(?:근무|재직|재학|입사)?\s*기간|근무\s*일|일자|년월|기간\s*\(.*\)|period|dates?|duration|from\s*[-–/]\s*to",
        "employer": r"회사(?:명)?|근무처|직장(?:명)?|기관(?:명)?|소속|업체명|company|employer|organi[sz]ation",
        "title": r"직위|직급|직책|부서\s*[/·및]?\s*(?:직위|직급|직책)|직위\s*/\s*직책|직무|role|title|position|job\s*title",
        "department": r"부서(?:명)?|department",
        "duty": r"담당\s*업무|업무\s*내용|주요\s*업무|직무\s*내용|내용|duties|responsibilities|description",
        "school": r"학교(?:명)?|출신\s*학교|school|university|institution",
        "field": r"전공|학과|전공\s*/?\s*학과|학과\s*/?\s*전공|major|field(?:\s+of\s+study)?",
        "level": r"학위|학력|구분|졸업\s*(?:구분|여부|상태)?|학위\s*구분|degree|level",
        "certificate": r"자격(?:증)?(?:\s*/?\s*면허)?\s*명?|자격\s*종류|면허(?:명)?|certificate|certification|license",
        "language": r"언어|외국어|외국어명|language",
        "test": r"시험(?:명)?|공인\s*시험|test|exam",
        "score": r"점수|등급|점수\s*/\s*등급|성적|수준|score|level|grade",
        "issuer": r"발급\s*(?:처|기관)|시행\s*(?:처|기관)|issuer|issued by",
        "date": r"취득\s*(?:일|년월|일자)|발급일|응시일|date\s*(?:issued|obtained)?",
        "place": r"소재지|location|place",
        "note": r"비고|퇴사\s*사유|학점|성적|평점|note|gpa|reason for leaving",
    }.items()
}
EMPLOYER = re.compile(
    r"㈜|\(주\)|\(유\)|\(재\)|\(사\)|주식회사|유한회사|그룹|은행|병원|의원|전자(?!기기)|건설|화학|중공업|산업개발|소프트|텔레콤|제약|바이오"
    r"|센터|연구소|연구원$|재단|협회|공사$|공단|복지관|어린이집|유치원|호텔|레스토랑|식품|물류|운수|에너지|시스템즈?$|솔루션즈?$|네트웍스"
    r"|테크|랩스?$|스튜디오|에이전시|증권|보험|카드$|캐피탈|커머스|컴퍼니|코리아|홀딩스|디자인하우스|모터스|정비|종합건축|엔지니어링$|병원$"
    r"|\b(?:Inc|Ltd|LLC|LLP|PLC|Corp|Co|GmbH|AG|Group|Bank|Hospital|Clinic|Holdings?|Partners|Labs?|Studios?"
    r"|Systems|Solutions|Technologies|Technology|Software|Logistics|Energy|Foods?|Motors|Pharma\w*|Bio\w*"
    r"|Insurance|Capital|Securities|Hotels?|Restaurants?|Kitchen|Bistro|Construction|Architects"
    r"|Engineering|Electronics|Semiconductors?|Chemicals?|Materials|Foundation|Centre|Center|Institute|Agency|School"
    r"|Nursery|Kindergarten|Networks?|Media|Industries|Works|Airlines|Telecom|Consulting|Retail)\b\.?",
    re.IGNORECASE,
)
TITLE = re.compile(
    r"(?:개발자|엔지니어|사원|주임|대리|과장|차장|부장|팀장|실장|본부장|이사|매니저|리더|간호사|디자이너|기획자|연구원|선임|책임|수석|인턴|조리사|셰프"
    r"|교사|상담사|담당자?|관리자|기사|영업|운영자|분석가|컨설턴트|회계사?|사회복지사|보육교사|설계자?|정비사|MD|PM|PD|마케터|에디터|작가|기자|코디네이터"
    r"|행원|심사역|설계사|소장|반장|조장|점장|직원|스페셜리스트|아키텍트|강사|트레이너|안전관리자|품질관리|생산관리|경리)(?:\s*/.*)?$"
    r"|\b(?:engineers?|developers?|programmers?|managers?|nurses?|designers?|analysts?|interns?|leads?|directors?|officers?"
    r"|specialists?|assistants?|associates?|consultants?|accountants?|teachers?|chefs?|cooks?|planners?|coordinators?"
    r"|technicians?|heads?|architects?|scientists?|researchers?|administrators?|supervisors?|representatives?"
    r"|executives?|buyers?|merchandisers?|counsel+ors?|social\s+workers?|drivers?|dispatchers?|mechanics?"
    r"|inspectors?|operators?|editors?|writers?|producers?|clerks?|tellers?|underwriters?|advis[oe]rs?|controllers?"
    r"|president|vp|cto|ceo|cfo|founder|owner|partner|fellow|trainee|apprentice|foreman|surveyor)\b",
    re.IGNORECASE,
)
#: Highest first. The school's name is no fact: where somebody studied says little and is ranked.
DEGREES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("doctor", re.compile(r"박사|\bph\.?\s?d\b|\bdoctor(?:ate|al)?\b|\bD\.?Phil\b", re.IGNORECASE)),
    (
        "master",
        re.compile(
            r"석사|대학원|\b[Mm]aster(?:'?s)?\b|\bM\.?(?:Sc?|A|Eng|BA|Ed|Phil)\b\.?|\bMBA\b"
        ),
    ),
    (
        "associate",
        re.compile(
            r"전문\s*학사|전문\s*대|초대졸|\bassociate(?:'?s)?\s+(?:degree|of)|\bA\.?A\.?S\b\.?|\bHND\b",
            re.IGNORECASE,
        ),
    ),
    (
        "bachelor",
        re.compile(
            r"학사|대학교|대졸|\b[Bb]achelor(?:'?s)?\b|\bB\.?(?:Sc?|A|Eng|BA|Ed|Tech|Arch)\b\.?(?!\w)|\bundergraduate\b|\bBBA\b"
        ),
    ),
    (
        "high_school",
        re.compile(
            r"고등학교|고졸|\bhigh\s+school\b|\bsecondary\s+school\b|\bA-levels\b|\bGED\b|마이스터고|특성화고",
            re.IGNORECASE,
        ),
    ),
)
SCHOOL = re.compile(
    r"[가-힣A-Za-z]*(?:대학교|대학원|전문대학|대학(?=\s|$|\))|고등학교|사이버대|방송통신대(?:학교)?|과학기술원)"
    r"|\b(?:[A-Z][\w&'.-]*\s+){0,4}(?:University|College|Institute(?:\s+of\s+Technology)?|Polytechnic|High\s+School|Academy)"
    r"(?:\s+of(?:\s+[A-Z][\w'.-]*)+|,\s*[A-Z]\w+(?=\s*(?:\||$)))?"
)
FIELD = re.compile(
    r"([가-힣A-Za-z·]+?(?:공학|과학|교육|복지|경영|디자인|조리|간호|보건|건축|기계|전자|통신|화학|생명|에너지|환경|안전|경제|회계|무역|심리|국문|영문|물류|자동차|반도체|미디어|콘텐츠)?"
    r"(?:학과|학부|과|전공|계열))(?=\s|$|[,()|/·])"
)
FIELD_EN = re.compile(
    r"(?:\b(?:[Bb]achelor|[Mm]aster|[Dd]octor|[Aa]ssociate)(?:'?s)?(?:\s+(?:degree|of\s+\w+(?:\s+Administration)?))?|\bPh\.?\s?D\.?|\b[MB]BA|\bHND|\b[BM]\.?(?:Sc?|A|Eng|Ed|Arch|Tech)\b\.?)"
    r"\s*(?:\(Hons\)\s*)?,?\s*(?:in|of)?\s+((?:[A-Z][\w&-]+)(?:\s+(?:and|of|for|&|[A-Z][\w&-]+))*)"
)
CERTIFICATE = re.compile(
    r"[가-힣A-Za-z]{1,20}(?:\s?[가-힣]{1,20})?(?:산업기사|기능사|기능장|기사(?!식|님))(?:\s*\([^)]*\))?|[가-힣]{0,20}(?:운전\s*면허)(?:\s*[12]종\s*\S*)?|[12]종\s*(?:보통|대형)"
    r"|컴퓨터\s*활용\s*능력(?:\s*[123]급)?|워드\s*프로세서|전산\s*회계(?:운용사)?(?:\s*[12]급)?|전산\s*세무(?:\s*[12]급)?|재경관리사|유통관리사(?:\s*[123]급)?"
    r"|물류관리사|무역영어(?:\s*[123]급)?|국제무역사|간호사\s*면허|사회복지사(?:\s*[123]급)|보육교사(?:\s*[123]급)|청소년상담사(?:\s*[123]급)?|직업상담사(?:\s*[12]급)?"
    r"|요양보호사|영양사|위생사|펀드투자권유자문인력|증권투자권유자문인력|AFPK|\bCFP\b|투자자산운용사|신용분석사|보험계리사|손해사정사"
    r"|\bSQL[DP]\b|\bADs?P\b|\bDAs?P\b|\bOCP\b|\bOCJP\b|\bCCNA\b|\bCCNP\b|\bCKAD?\b|\bCISSP\b|\bCISA\b|\bPMP\b|\bCPA\b|\bUSCPA\b|\bCFA\b|\bFRM\b|\bACCA\b|\bCPIM\b|\bCSCP\b"
    r"|\bGTQ\b|\bITQ\b|\bMOS\b|\bRHCE\b|\bRHCSA\b|\bITIL\b(?:\s*(?:v?\d|Foundation))?|\bLEED\b|\bSix\s+Sigma\s+\w+\s+Belt|\bISTQB\b|\bASQ\b|\bCQE\b"
    r"|\bAWS\s+(?:Certified\s+)?(?:Solutions?\s+Architect|Developer|SysOps\s+Administrator|Cloud\s+Practitioner)(?:\s*[–-]?\s*(?:Associate|Professional))?"
    r"|\bGoogle\s+(?:Cloud|Ads|Analytics)\s+(?:Certified|Certification)[\w ]*|\bAzure\s+(?:Administrator|Fundamentals|Solutions\s+Architect)(?:\s+Associate)?"
    r"|\bCertified\s+(?:[A-Z]\w+\s?){1,5}|\bRegistered\s+Nurse\b|\bNEBOSH(?:\s+\w+)?|\bFood\s+(?:Safety|Hygiene)\s+(?:Certificate|Level\s*\d)"
)
LANGUAGE_NAMES: Mapping[str, re.Pattern[str]] = {
    name: re.compile(pattern, re.IGNORECASE)
    for name, pattern in {
        "en": r"영어|\bEnglish\b|\bTOEIC\b|토익|\bTOEFL\b|토플|\bIELTS\b|\bOPIc\b|오픽|\bTEPS\b",
        "ja": r"일본어|일어|\bJapanese\b|\bJLPT\b|\bJPT\b",
        "zh": r"중국어|\bChinese\b|\bMandarin\b|\bHSK\b|\bTSC\b",
        "de": r"독일어|\bGerman\b|\bDELE?\b(?=\s*[ABC][12])|\bGoethe\b",
        "fr": r"프랑스어|불어|\bFrench\b|\bDELF\b|\bDALF\b",
        "es": r"스페인어|\bSpanish\b|\bDELE\b",
        "vi": r"베트남어|\bVietnamese\b",
        "ru": r"러시아어|\bRussian\b|\bTORFL\b",
        "ko": r"한국어|\bKorean\b(?!\s+(?:Air|Army|War))|\bTOPIK\b",
        "ar": r"아랍어|\bArabic\b",
        "pt": r"포르투갈어|\bPortuguese\b",
        "it": r"이탈리아어|\bItalian\b",
        "pl": r"폴란드어|\bPolish\b",
        "nl": r"네덜란드어|\bDutch\b",
        "th": r"태국어|\bThai\b",
        "id": r"인도네시아어|\bIndonesian\b",
        "hi": r"힌디어|\bHindi\b",
        "tr": r"튀르키예어|터키어|\bTurkish\b",
    }.items()
}
LANGUAGE_TEST = re.compile(
    r"(?:TOEIC(?:\s*Speaking)?|토익(?:\s*스피킹)?|TOEFL(?:\s*iBT)?|토플|IELTS|OPIc|오픽|TEPS|JLPT|JPT|HSK|TSC|DELF|DALF|DELE|TOPIK|TORFL|Goethe)"
    r"\s*[:|(]?\s*(?:(?:N[1-5]|IH|IM[123]?|IL|AL|AM|NH|[ABC][12]|[1-9](?:\.\d)?\s*급|level\s*\d|Lv\.?\s*\d|\d{2,3}|\d(?:\.\d)?)\s*점?)?",
    re.IGNORECASE,
)
LEVEL = re.compile(
    r"비즈니스\s*(?:회화|레벨|수준)?|일상\s*회화|유창|고급|중급|초급|기초|원활|(?<![가-힣])[상중하](?![가-힣])"
    r"|\b(?:fluent|business(?:\s+level)?|conversational|professional(?:\s+working)?(?:\s+proficiency)?|intermediate|advanced|basic|elementary|beginner"
    r"|proficient|[ABC][12])\b",
    re.IGNORECASE,
)
