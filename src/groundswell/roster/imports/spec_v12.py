"""OneRoster CSV 1.2 (binding 1.2.1) as a table of facts; `spec.parse` explains the notation."""

VOCABULARIES = {
    "Status": "active tobedeleted",
    "OrgType": "department school district local state national",
    "SessionType": "gradingPeriod semester schoolYear term",
    "ClassType": "homeroom scheduled",
    "RoleType": "primary secondary",
    "Role": "aide counselor districtAdministrator guardian parent principal proctor relative "
    "siteAdministrator student systemAdministrator teacher",
    "EnrollmentRole": "administrator proctor student teacher",
    "Sex": "male female unspecified other",
    "Importance": "primary secondary",
    "ResourceRole": "administrator aide guardian parent proctor relative student teacher",
    "ObjectiveSource": "case unknown",
}

PHRASES = {
    "ScoreStatus": ("exempt", "fully graded", "not submitted", "partially graded", "submitted"),
}

ALIASES: dict[str, dict[str, str]] = {}

FILES = """
academicSessions
    title text! | type SessionType! | startDate date! | endDate date!
    parentSourcedId id >academicSessions | schoolYear year!
orgs
    name text! | type OrgType! | identifier text | parentSourcedId id >orgs
users
    enabledUser bool! | username text! | userIds list | givenName text! | familyName text!
    middleName text | identifier text | email text | sms text | phone text | agentSourcedIds ids >users
    grades grades | password text | userMasterIdentifier text | preferredGivenName text
    preferredMiddleName text | preferredFamilyName text | primaryOrgSourcedId id >orgs | pronouns text
roles
    userSourcedId id! >users | roleType RoleType! | role Role! | beginDate date | endDate date
    orgSourcedId id! >orgs | userProfileSourcedId id >userProfiles
userProfiles
    userSourcedId id! >users | profileType text! | vendorId text! | applicationId text | description text
    credentialType text! | username text! | password text
courses
    schoolYearSourcedId id >academicSessions:schoolYear | title text! | courseCode text | grades grades
    orgSourcedId id! >orgs | subjects list | subjectCodes list
classes
    title text! | grades grades | courseSourcedId id! >courses | classCode text | classType ClassType!
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
userResources
    userSourcedId id! >users | orgSourcedId id >orgs | classSourcedId id >classes
    resourceSourcedId id! >resources
categories
    title text! | weight int
lineItems
    title text! | description text | assignDate date! | dueDate date! | classSourcedId id! >classes
    categorySourcedId id! >categories | academicSessionSourcedId id! >academicSessions
    resultValueMin float | resultValueMax float | schoolSourcedId id! >orgs
results
    lineItemSourcedId id! >lineItems | studentSourcedId id! >users | scoreStatus ScoreStatus!
    score float | scoreDate date! | comment text | textScore text | classSourcedId id >classes
    inProgress bool | incomplete bool | late bool | missing bool
scoreScales
    title text! | type text! | orgSourcedId id! >orgs | courseSourcedId id! >courses
    classSourcedId id! >classes | scoreScaleValue list!
lineItemLearningObjectiveIds
    lineItemSourcedId id! >lineItems | source ObjectiveSource! | learningObjectiveId text!
lineItemScoreScales
    title text | lineItemSourcedId id! >lineItems | scoreScaleSourcedId id! >scoreScales
resultLearningObjectiveIds
    resultSourcedId id! >results | source ObjectiveSource! | learningObjectiveId text! | score float
    textScore text
resultScoreScales
    title text | resultSourcedId id! >results | scoreScaleSourcedId id! >scoreScales
"""
