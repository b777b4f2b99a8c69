"""OneRoster CSV 1.1 as a table of facts; `spec.parse` explains the notation.

Two transcriptions of the tables differ in places. Where they do, both readings are accepted: the enrolment
roles of 1.0 stay allowed, a class may lack its course, and demographics may use its older column names.
"""

VOCABULARIES = {
    "Status": "active inactive tobedeleted",
    "OrgType": "department school district local state national",
    "SessionType": "gradingPeriod semester schoolYear term",
    "ClassType": "homeroom scheduled",
    "UserRole": "administrator aide guardian parent proctor relative student teacher",
    "EnrollmentRole": "administrator aide guardian parent proctor relative student teacher",
    "Sex": "male female",
    "Importance": "primary secondary",
    "ResourceRole": "administrator aide guardian parent proctor relative student teacher",
}

# Values that hold a space can't stand in the list above.
PHRASES = {
    "ScoreStatus": ("exempt", "fully graded", "not submitted", "partially graded", "submitted"),
}

ALIASES = {"demographics": {"userSourcedId": "sourcedId", "birthdate": "birthDate"}}

FILES = """
academicSessions
    title text! | type SessionType! | startDate date! | endDate date!
    parentSourcedId id >academicSessions | schoolYear year!
orgs
    name text! | type OrgType! | identifier text | parentSourcedId id >orgs
users
    enabledUser bool! | orgSourcedIds ids! >orgs | role UserRole! | username text! | userIds list
    givenName text! | familyName text! | middleName text | identifier text | email text | sms text
    phone text | agentSourcedIds ids >users | grades grades | password text
courses
    schoolYearSourcedId id >academicSessions:schoolYear | title text! | courseCode text | grades grades
    orgSourcedId id! >orgs | subjects list | subjectCodes list
classes
    title text! | grades grades | courseSourcedId id >courses | classCode text | classType ClassType!
    location text | schoolSourcedId id! >orgs:school | termSourcedIds ids! >academicSessions
    subjects list | subjectCodes list | periods list
enrollments
    classSourcedId id! >classes | schoolSourcedId id! >orgs:school | userSourcedId id! >users
    role EnrollmentRole! | primary bool | beginDate date | endDate date
demographics >users
    birthDate date | sex Sex | americanIndianOrAlaskaNative bool | asian bool | blackOrAfricanAmerican bool
    nativeHawaiianOrOtherPacificIslander bool | white bool | demographicRaceTwoOrMoreRaces bool
    hispanicOrLatinoEthnicity bool | countryOfBirthCode text | stateOfBirthAbbreviation text
    cityOfBirth text | publicSchoolResidenceStatus text
resources
    vendorResourceId text! | title text | roles ResourceRole* | importance Importance | vendorId text
    applicationId text
classResources
    title text | classSourcedId id! >classes | resourceSourcedId id! >resources
courseResources
    title text | courseSourcedId id! >courses | resourceSourcedId id! >resources
categories
    title text!
lineItems
    title text! | description text | assignDate date! | dueDate date! | classSourcedId id! >classes
    categorySourcedId id! >categories | gradingPeriodSourcedId id! >academicSessions
    resultValueMin float! | resultValueMax float!
results
    lineItemSourcedId id! >lineItems | studentSourcedId id! >users | scoreStatus ScoreStatus!
    score float! | scoreDate date! | comment text
"""
