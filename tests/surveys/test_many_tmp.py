import time
from datetime import timedelta
from django.db import connection
from django.test.utils import CaptureQueriesContext
from groundswell.kernel import clock
from groundswell.kernel.tenancy import reading
from groundswell.roster.models import Person
from groundswell.surveys.actions import waves
def test_many(cast):
    with reading(cast.tenant):
        Person.objects.bulk_create(Person(tenant=cast.tenant, given_name=f"G{n}", family_name="F", email=f"g{n}@x.example") for n in range(18000))
        people=list(Person.objects.filter(family_name="F"))
    t=time.perf_counter()
    w=waves.open_for(by=cast.system,instrument_key="post_event",subject_key="big",title="T",context_label="",people=people,anchor=clock.today("America/New_York"))
    print("open", w.invited, time.perf_counter()-t)
    with clock.shifted(timedelta(days=6)):
        t=time.perf_counter(); n=waves.remind_due(cast.tenant); print("remind",n,time.perf_counter()-t)
        t=time.perf_counter(); n=waves.remind_due(cast.tenant); print("remind",n,time.perf_counter()-t)
