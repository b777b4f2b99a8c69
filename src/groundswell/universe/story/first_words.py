"""What is written down when Riverbend chooses the schools that go first: the why, the plans, the form, the rubrics."""

from groundswell.planning.choices import Autonomy, Function, InquiryKind, TextKind

Words = dict[str, str]

NAME: Words = {"en": "Classrooms that fit each student", "es": "Aulas a la medida de cada estudiante"}
TEXTS: dict[str, Words] = {
    TextKind.WHY: {
        "en": (
            "In one class we teach students who are three years apart in reading. One lesson for all of them is too "
            "easy for some and out of reach for others, and both stop asking. Teachers told us that they see it every "
            "day and lack the time and the tools to do otherwise. We start with schools that want to find out how, "
            "and learn from them before anybody else is asked."
        ),
        "es": (
            "En un mismo grupo enseñamos a estudiantes que leen con tres años de diferencia. Una sola lección resulta "
            "fácil para unos e inalcanzable para otros, y ambos dejan de preguntar. Empezamos con escuelas que quieren "
            "averiguar cómo hacerlo de otra manera y aprendemos de ellas antes de pedírselo a las demás."
        ),
    },
    TextKind.IMPLEMENTATION: {
        "en": (
            "Fifteen schools in the first year, thirty-three in the second, forty-nine in the third, sixty-three in "
            "the fourth. Each sends a design team of ten educators and its principal to the institute in July, leaves "
            "with an action plan, and has a specialist at its side every two weeks."
        )
    },
    TextKind.CHANGE: {
        "en": (
            "Nobody is ordered to take part. Principals hear first, then their teams, then families. Whatever a school "
            "stops doing to make room is written down. We say each quarter what went well and what did not, in public."
        )
    },
    TextKind.RESOURCES: {
        "en": (
            "Seven specialists for fifteen schools; 165 places at the institute; one device for each student of a "
            "school that goes first; substitutes for three days a teacher. Paid from the operating budget and one "
            "grant that ends after the third year."
        )
    },
}
PARTS: tuple[tuple[str, str, str], ...] = (
    ("Profiles", "Every student has a profile that the student helps to write.", Autonomy.FIXED),
    ("Pathways and pace", "More than one way to the same standard, and time that bends.", Autonomy.FIXED),
    ("Mastery", "Who has shown that they can, goes on.", Autonomy.FIXED),
    ("Rooms and furniture", "What a classroom looks like.", Autonomy.LOCAL),
    ("Schedule", "When the day bends, and for whom.", Autonomy.LOCAL),
)
# Days before the invitation, how, with whom, what it taught.
INQUIRIES: tuple[tuple[int, str, str, str], ...] = (
    (26, InquiryKind.FOCUS_GROUP, "Twelve teachers of grades 3 to 8",
     "Grouping takes an evening a week. Nobody has shown them what to do with the groups afterwards."),
    (24, InquiryKind.FOCUS_GROUP, "Nine families, in English and Spanish",
     "They hear that a child is behind when the report card comes, and want to know in October."),
    (22, InquiryKind.INTERVIEW, "Eight principals",
     "They would rather be asked than told, and want to see a school like theirs before they decide."),
    (20, InquiryKind.VISIT, "A district of forty schools, two days",
     "Schools that were ordered to change wrote the plan and went on as before. Those that asked to did not."),
    (18, InquiryKind.READING, "Six studies of staggered adoption",
     "Effects shrink as programmes grow. Whoever wants to know has to say beforehand what would count."),
)  # fmt: skip
COMMITTEE = (
    Function.ACADEMICS,
    Function.TECHNOLOGY,
    Function.ACCOUNTABILITY,
    Function.EXCEPTIONAL_CHILDREN,
    Function.LEARNING_COMMUNITIES,
)
TITLES: dict[int, Words] = {
    1: {"en": "The first schools", "es": "Las primeras escuelas"},
    2: {"en": "The second wave", "es": "La segunda etapa"},
    3: {"en": "The third wave", "es": "La tercera etapa"},
    4: {"en": "The fourth wave", "es": "La cuarta etapa"},
}
CALL_TEXT: Words = {
    "en": (
        "Your school is invited, not ordered. Say whether you want to go first, read what it asks of you, and write to "
        "us what you would do. Whoever is not chosen gets reasons and a plan, and is invited again."
    ),
    "es": (
        "Su escuela está invitada, no obligada. Díganos si quiere ir primero, lea lo que se le pide y escríbanos qué "
        "haría. Quien no sea elegido recibirá las razones y un plan, y volverá a ser invitado."
    ),
}
COMMITMENTS: tuple[Words, ...] = (
    {"en": "Ten educators and the principal spend four days in July at the institute.",
     "es": "Diez docentes y la dirección pasan cuatro días de julio en el instituto."},
    {"en": "The team meets every two weeks with a specialist who coaches and does not judge.",
     "es": "El equipo se reúne cada dos semanas con especialistas que acompañan y no evalúan."},
    {"en": "The school says each quarter what went well and what did not.",
     "es": "La escuela dice cada trimestre qué fue bien y qué no."},
)  # fmt: skip
# Title, what is asked, words at most.
FORM: tuple[tuple[str, str, int], ...] = (
    ("Why your school", "What do you see in your classrooms that makes you want this?", 250),
    ("Who will carry it", "Who is in your team, and what does each bring?", 200),
    ("What you will stop doing", "What do you put down so that this is not one more thing?", 200),
)
RUBRIC = "Written application"
VISIT_RUBRIC = "Visit and interviews"
Criterion = tuple[str, str, int, tuple[str, str, str, str]]
CRITERIA: tuple[Criterion, ...] = (
    ("Sees its own need", "The school describes its own students, not schools in general.", 30, (
        "Speaks of education in general.",
        "Names a need without saying how the school knows it.",
        "Names a need with evidence from the school’s own classrooms.",
        "Names a need with evidence, and whom it has failed so far.",
    )),
    ("A team that can carry it", "Roles, time and trust.", 30, (
        "Names nobody but the principal.",
        "Names a team without saying what each does.",
        "A team of several roles, with time set aside for it.",
        "A team of several roles that has changed something together before.",
    )),
    ("Makes room", "What the school puts down.", 20, (
        "Everything goes on and this comes on top.",
        "Says that something will have to give.",
        "Names one thing that ends, and from when.",
        "Names what ends, from when, and who agreed to it.",
    )),
    ("Ready to learn in public", "Would it tell others what went wrong?", 20, (
        "Expects to be done by spring.",
        "Would share what works.",
        "Would share what works and what does not.",
        "Has shared something that did not work, and what came of it.",
    )),
)  # fmt: skip
VISIT_CRITERIA: tuple[Criterion, ...] = (
    ("What we saw", "Three classrooms, fifteen minutes each.", 50, (
        "All students did the same at the same time.",
        "Some groups, one task.",
        "Groups with tasks of their own.",
        "Students could say what they were working towards.",
    )),
    ("What the team said", "The team without its principal.", 50, (
        "Heard of it this week.",
        "Agrees with it.",
        "Wants it, and says why.",
        "Has begun already.",
    )),
)  # fmt: skip
# Title, what the invented school wrote for each part of the form, the levels that the committee agreed on, and why.
ANCHORS: tuple[tuple[str, tuple[str, str, str], tuple[int, int, int, int], str], ...] = (
    (
        "Larkspur School",
        (
            "A third of our sixth grade reads at grade four. We tested them in the fall and again in January.",
            "Two teachers for each grade, the media coordinator and the coach. Thursdays after lunch are theirs.",
            "The Friday data meeting ends in August. The team asked for that itself.",
        ),
        (3, 3, 4, 2),
        "The need is measured, the room is real. It does not say whom it would tell.",
    ),
    (
        "Quarry Road School",
        (
            "Every child deserves the best start in life, and technology is the future.",
            "The principal will lead this personally.",
            "We will do this in addition to all that we do.",
        ),
        (1, 1, 1, 1),
        "It could have been written by any school.",
    ),
)
PLAN_FIELDS: tuple[tuple[str, str, str], ...] = (
    ("text", "What our students will notice", "In words that a student would use."),
    ("goals", "Goals and steps", "What, by when, who looks after it."),
    ("risks", "What could get in the way", "How likely, how grave, and what you will do."),
    ("text", "How our adults will learn", "Who learns what, when, and who helps."),
)
PLAN_TEXTS = (
    "Students can say what they are working on, why, and how they will show that they can.",
    "Each team member opens their door once a month; the specialist comes every two weeks; two early-release days are "
    "kept for it.",
)
GOALS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "Every student in two grades has a profile by October",
        "Share of students with a profile that they wrote on themselves",
        ("Try the profile with one class", "Show it to families at the open house", "Write all profiles"),
    ),
    (
        "Two ways to the same standard in mathematics",
        "Units with two pathways",
        ("Choose the first unit", "Write the second way", "Look at what students made of it"),
    ),
)
RISKS: tuple[tuple[str, int, int, str], ...] = (
    ("A team member leaves in the middle of the year", 3, 3, "Each seat has somebody who reads along."),
    (
        "Families think that nobody teaches any more",
        2,
        4,
        "Open classrooms in September, with students as guides.",
    ),
)
DEFINITION = (
    "Students learn along paths that start where they are, at a pace that fits, towards standards that are the same "
    "for all."
)
PROPOSALS = (
    "where they are, not where the calendar is",
    "students can say what they are working on and why",
    "a pace that fits",
)
DEFINITION_ANEW = (
    "Students learn along paths that start where they are, not where the calendar is, at a pace that fits, towards "
    "standards that are the same for all. They can say what they are working on, and why."
)
WHY_US = "We have tried on our own for two years, and want to do it with others."
NOT_NOW = "A new principal comes in July. Ask us again next year."
WITHDRAWN = "Two of the team leave in June, and we would rather do it well."
APPROVED = "The school has the room and the people for it."
NOT_APPROVED = "Its building is being renewed next year. It should apply when that is done."
FOR_SCHOOL = "Show us what a student would notice on an ordinary Tuesday."
COMMENTS = ("Clear and close to its classrooms.", "Says what ends, which few do.", "More hope than plan.", "")
ANSWERS: tuple[tuple[str, ...], ...] = (
    (
        "In grade four we have eleven children who finish before the others have begun, and nine who do not begin.",
        "Half of our students are new to English. They understand more than our lessons let them show.",
        "Our ninth graders fail algebra at twice the rate of the district, most of them in the first six weeks.",
        "Parents ask us in spring why nobody told them in fall. We could not tell them in fall: we did not know.",
    ),
    (
        "One teacher of each grade, our coach, two from exceptional children, the counselor. They chose themselves.",
        "Six teachers who have planned together for three years, the media coordinator, and a secretary who knows all.",
        "Our leadership team and four teachers in their first three years, because they will be here longest.",
    ),
    (
        "The weekly lesson-plan folder. Nobody reads it, and everybody fills it in.",
        "Two of our five committees. We have told their chairs.",
        "Benchmark week in November. We asked the area superintendent, who agreed.",
    ),
)
PUBLIC_NUMBER = "The state’s evening Pick 4 of the day after these lots were fixed"
DECIDED = (
    "The readers’ raw means decide. Approvals and visits spoke against none of the schools above the line; among "
    "equals at the line lots were drawn."
)
STEPS: tuple[tuple[str, int], ...] = (
    ("Visit a school that went first", 90),
    ("Name a team of several roles, with time set aside", 150),
    ("Say what ends so that this is not one more thing", 200),
)
