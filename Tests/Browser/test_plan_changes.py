"""Every way from one plan to another: what it costs, when it begins, and what is refused."""
from playwright.sync_api import expect
from surroundings import SITE, account_of, control, sql
from test_billing import LATER, choose_plan, credits, subscription, until


def subscribe(page, merchant, code, every="month", **more):
    """Buys a plan and gives the account."""
    choose_plan(page, code, every, **more)
    expect(page.get_by_test_id("purchase-paid")).to_be_visible()
    account = account_of(merchant["email"])
    until(lambda: credits(account) > 10)
    return account


def change(page, code, every="month"):
    choose_plan(page, code, every, card=None)


def bills(account):
    """What was billed, the oldest first, once the news is applied."""
    until(lambda: sql(f"""SELECT count(*) FROM job WHERE client_id = '{account}'
        AND kind = 'refresh-stripe' AND state IN ('ready', 'running')""") == [["0"]])
    return [int(row[0]) for row in sql(
        f"SELECT amount FROM bill WHERE client_id = '{account}' ORDER BY issued_at, id")]


def waits(page, name):
    page.goto(f"{SITE}/settings/billing")
    expect(page.get_by_test_id("plan-state")).to_contain_text(f"{name} begins on")


def test_a_smaller_plan_waits_and_is_taken_back(page, merchant):
    account = subscribe(page, merchant, "pro")
    change(page, "basic")
    expect(page.get_by_test_id("toast")).to_contain_text("Basic begins when this period ends")
    waits(page, "Basic")
    page.goto(f"{SITE}/settings/billing/plans")
    expect(page.get_by_test_id("choose-pro")).to_have_text("Keep Pro")
    page.get_by_test_id("choose-pro").click()
    expect(page.get_by_test_id("toast")).to_contain_text("Pro goes on as before")
    expect(page.get_by_test_id("plan-state")).to_contain_text("It renews every month")
    assert credits(account) == 510
    assert bills(account) == [14_900]


def test_more_while_less_waits_costs_the_difference_to_what_was_paid(page, merchant):
    account = subscribe(page, merchant, "pro")
    change(page, "basic")
    waits(page, "Basic")
    change(page, "business")
    expect(page.get_by_test_id("current-plan")).to_have_text("Plan Business")
    until(lambda: len(bills(account)) == 2)
    assert 24_900 <= bills(account)[1] <= 25_000
    assert 2000 <= credits(account) <= 2010
    assert kept_for_later(account) == [["cancelled"]], "the change has ended"


def kept_for_later(account):
    return sql(f"""SELECT state FROM job WHERE client_id = '{account}'
        AND kind = 'keep-waiting-plan' ORDER BY created_at""")


def cut_off(page, account):
    """A change to Business that ends after the first of its two calls."""
    name = subscription(account)[0]
    control("POST", "/stripe/faults", {"customer": name, "kind": "tired", "value": 1})
    try:
        change(page, "business")
        expect(page.get_by_text("either it has changed and was charged, or all is as it was")
               ).to_be_visible()
    finally:
        control("POST", "/stripe/faults", {"customer": name, "kind": "tired", "value": 0})
    return name


def restore(account):
    """Lets the job that looks after such a change run at once."""
    sql(f"""UPDATE job SET run_at = now() WHERE client_id = '{account}'
        AND kind = 'keep-waiting-plan'""")
    until(lambda: kept_for_later(account) == [["done"]])


def test_whoever_tries_again_after_that_and_is_refused_keeps_the_smaller_plan(page, merchant):
    account = subscribe(page, merchant, "pro", card=LATER)
    change(page, "basic")
    waits(page, "Basic")
    cut_off(page, account)
    change(page, "business")
    expect(page.get_by_text("The payment was refused")).to_be_visible()
    restore(account)
    assert bills(account) == [14_900]
    waits(page, "Basic")


def test_whoever_tries_again_after_that_has_the_larger_plan(page, merchant):
    account = subscribe(page, merchant, "pro")
    change(page, "basic")
    waits(page, "Basic")
    cut_off(page, account)
    change(page, "business")
    expect(page.get_by_test_id("current-plan")).to_have_text("Plan Business")
    assert kept_for_later(account) == [["cancelled"]]
    until(lambda: len(bills(account)) == 2)
    assert 24_900 <= bills(account)[1] <= 25_000


def test_a_change_that_is_cut_off_leaves_the_smaller_plan_waiting(page, merchant):
    account = subscribe(page, merchant, "pro")
    change(page, "basic")
    waits(page, "Basic")
    name = cut_off(page, account)
    restore(account)
    assert bills(account) == [14_900]
    waits(page, "Basic")
    expect(page.get_by_test_id("current-plan")).to_have_text("Plan Pro")
    control("POST", "/stripe/renewals", {"subscription": name})
    until(lambda: len(bills(account)) == 2)
    assert bills(account)[-1] == 4900


def test_a_refused_card_leaves_the_smaller_plan_waiting(page, merchant):
    account = subscribe(page, merchant, "pro", card=LATER)
    change(page, "basic")
    waits(page, "Basic")
    change(page, "business")
    expect(page.get_by_text("The payment was refused")).to_be_visible()
    waits(page, "Basic")
    expect(page.get_by_test_id("current-plan")).to_have_text("Plan Pro")
    control("POST", "/stripe/renewals", {"subscription": subscription(account)[0]})
    until(lambda: subscription(account)[1] == "past_due")
    assert bills(account)[-1] == 4900, "the next period is the smaller one's"


def test_a_month_becomes_a_year(page, merchant):
    account = subscribe(page, merchant, "basic")
    page.goto(f"{SITE}/settings/billing/plans?every=year")
    expect(page.get_by_test_id("plan-basic").get_by_test_id("your-plan")).to_have_count(0)
    # Stripe counts in seconds: a year that begins with the month itself takes the month's place.
    until(lambda: sql(f"""SELECT 1 FROM subscription WHERE client_id = '{account}'
        AND period_start < now() - interval '2 s'"""))
    change(page, "basic", "year")
    expect(page.get_by_test_id("plan-state")).to_contain_text("It renews every year")
    assert credits(account) == 210
    until(lambda: len(bills(account)) == 2)
    assert 44_100 <= bills(account)[1] <= 44_200
    page.goto(f"{SITE}/settings/billing/plans")
    expect(page.get_by_test_id("plan-basic").get_by_test_id("your-plan")).to_be_visible()


def test_a_smaller_plan_is_not_paid_by_the_year_at_once(page, merchant):
    account = subscribe(page, merchant, "pro")
    change(page, "basic", "year")
    expect(page.get_by_text("Basic is smaller than Pro")).to_be_visible()
    assert (credits(account), bills(account)) == (510, [14_900])


def test_a_year_does_not_become_a_month(page, merchant):
    account = subscribe(page, merchant, "basic", "year")
    change(page, "basic", "month")
    expect(page.get_by_text("The year is paid.")).to_be_visible()
    assert (credits(account), bills(account)) == (110, [49_000])


def test_choosing_a_plan_takes_its_end_back(page, merchant):
    account = subscribe(page, merchant, "basic")
    page.goto(f"{SITE}/settings/billing")
    page.get_by_test_id("open-portal").click()
    page.get_by_test_id("go-to-portal").click()
    page.get_by_role("button", name="Cancel at the end of the period").click()
    until(lambda: sql(f"SELECT ends_with_period FROM subscription WHERE client_id = '{account}'")
          == [["t"]])
    change(page, "basic")
    expect(page.get_by_test_id("plan-state")).to_contain_text("It renews every month")
    assert (credits(account), bills(account)) == (110, [4900])


def test_no_plan_changes_while_a_payment_is_missing(page, merchant):
    account = subscribe(page, merchant, "basic", card=LATER)
    control("POST", "/stripe/renewals", {"subscription": subscription(account)[0]})
    until(lambda: subscription(account)[1] == "past_due")
    change(page, "pro")
    expect(page.get_by_text("Your last payment is missing.")).to_be_visible()
    assert credits(account) == 110
