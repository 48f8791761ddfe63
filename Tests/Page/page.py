#!/usr/bin/env python3
"""Opens reports in headless Chromium, in both colour schemes, on a desktop and on a telephone.

Fails on an accessibility violation (axe-core), an error on the console, any request, a page wider than its window, and
on a keyboard that does not reach every part. Leaves pictures in a folder to look at.

Usage: page.py FOLDER_FOR_PICTURES PAGE...
"""

import pathlib
import sys

import axe_playwright_python
import html5lib
from playwright.sync_api import sync_playwright

AXE = (pathlib.Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
WIDTHS = {"desktop": (1280, 900), "telephone": (400, 800)}
faults = []


def fault(page, sentence):
    faults.append(f"{page}: {sentence}")


def accessible(tab, name):
    """Reports what axe-core finds."""
    tab.evaluate(AXE)
    for violation in tab.evaluate("axe.run()")["violations"]:
        for node in violation["nodes"]:
            fault(name, f"{violation['id']}: {node['html'][:160]} ({node['failureSummary']})")


def opened(browser, page, name, scheme, size, **options):
    """A tab with the page in it, whose requests and errors are faults."""
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, **options)
    tab = context.new_page()
    tab.on("console", lambda m: m.type in ("error", "warning") and fault(name, m.text))
    tab.on("pageerror", lambda error: fault(name, f"error: {error}"))
    tab.on("request", lambda r: r.url == page.as_uri() or fault(name, f"requests {r.url}"))
    tab.on("dialog", lambda d: (fault(name, f"dialog: {d.message}"), d.dismiss()))
    tab.goto(page.as_uri())
    tab.wait_for_timeout(150)
    return tab


def keyboard(tab, name):
    """Goes from the timeline to a row and back without a pointer."""
    focused = "document.activeElement.getAttribute('aria-label') || document.activeElement.textContent"
    tab.focus(".lane .box")
    first = tab.evaluate(focused)
    tab.keyboard.press("ArrowRight")
    if tab.evaluate(focused) == first:
        fault(name, "the right arrow does not reach the next line")
    if not tab.is_visible(".tip"):
        fault(name, "a focused line shows no numbers")
    if tab.locator(".lane").count() > 2:
        lane = tab.evaluate("[...document.querySelectorAll('.lane')].indexOf(document.activeElement.closest('.lane'))")
        tab.keyboard.press("ArrowDown")
        if tab.evaluate("[...document.querySelectorAll('.lane')].indexOf(document.activeElement.closest('.lane'))") == lane:
            fault(name, "the down arrow does not reach the next language")
    for key in ("+", "+", "End", "Home", "-", "0"):
        tab.keyboard.press(key)
    tab.keyboard.press("ArrowRight")
    line = tab.evaluate(focused)
    tab.keyboard.press("Enter")
    row = tab.evaluate("document.activeElement.closest('tr') ? document.activeElement.textContent : ''")
    if not row or f" {row}," not in line:
        fault(name, f"Enter on `{line[:40]}` shows the row `{row}`")
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Enter")
    if not tab.evaluate("!!document.activeElement.closest('.lane')"):
        fault(name, "Enter on a row does not show it on the timeline")
    tab.wait_for_timeout(100)
    if not tab.is_visible(".tip"):
        fault(name, "a line shown from its row shows no numbers")
    tab.keyboard.press("Escape")
    if tab.is_visible(".tip"):
        fault(name, "Escape does not hide the numbers")
    tab.keyboard.press("ArrowRight")


def tables(tab, name):
    """Sorts and filters."""
    rows = "[...document.querySelectorAll('.language:not([hidden]) tbody tr:not([hidden])')]"
    rates = f"{rows}.map(r => parseFloat(r.cells[5].textContent))"
    head = tab.locator(".language:not([hidden]) thead button", has_text="Rate")
    for order, wanted in (("ascending", sorted), ("descending", lambda v: sorted(v, reverse=True))):
        head.click()
        found = tab.evaluate(rates)
        if found != wanted(found):
            fault(name, f"rates are not {order}: {found[:5]}")
    before = tab.evaluate(f"{rows}.length")
    tab.fill("#search", tab.evaluate(f"{rows}[0].cells[1].lastChild.textContent.slice(0, 8)"))
    if not 1 <= tab.evaluate(f"{rows}.length") <= before:
        fault(name, "searching a line's text does not find it")
    tab.fill("#search", "")
    tab.check("input[name=verdict][value=natural]")
    verdicts = tab.evaluate(f"{rows}.map(r => r.cells[2].textContent)")
    if set(verdicts) - {"natural"}:
        fault(name, f"the verdict filter shows {set(verdicts)}")
    tab.uncheck("input[name=verdict][value=natural]")


def speed(tab):
    """How long the page takes to be ready and to draw the timeline once, in milliseconds."""
    ready = tab.evaluate("performance.getEntriesByType('navigation')[0].domInteractive")
    frame = tab.evaluate("""async () => {
      const view = document.querySelector('.view'), times = [];
      document.querySelector('#zoom-in').click();
      for (let i = 1; i <= 10; i++) {
        view.scrollLeft = i * 40;
        await new Promise(requestAnimationFrame);
        const start = performance.now();
        await new Promise((done) => { requestAnimationFrame(done); });
        times.push(performance.now() - start);
      }
      document.querySelector('#zoom-fit').click();
      return times.sort((a, b) => a - b)[5];
    }""")
    return f"ready in {ready:.0f} ms, a frame while scrolling in {frame:.0f} ms"


def unscripted(browser, page, name, lines):
    """Without JavaScript every line is still there to read."""
    tab = opened(browser, page, f"{name} without script", "light", (1280, 900), java_script_enabled=False)
    seen = tab.locator(".lines tbody tr:visible").count()
    if seen != lines:
        fault(name, f"without JavaScript {seen} of {lines} lines are shown")


def judge(browser, page, pictures):
    html5lib.HTMLParser(strict=True).parse(page.read_text(encoding="utf-8"))
    looks = [(scheme, device) for scheme in ("light", "dark") for device in WIDTHS]
    # axe-core takes minutes over 18,000 rows: a long page is looked at once, and is made of what the short ones are.
    is_long = page.stat().st_size > 1_000_000
    for scheme, device in looks[:1] if is_long else looks:
        size = WIDTHS[device]
        name = f"{page.stem}, {scheme}, {device}"
        tab = opened(browser, page, name, scheme, size, reduced_motion="reduce")
        picture = f"{page.stem}-{scheme}-{device}"
        height = tab.evaluate("document.documentElement.scrollHeight")
        tab.screenshot(path=pictures / f"{picture}.png", full_page=height < 16_000)
        wide = tab.evaluate("document.documentElement.scrollWidth")
        if wide > size[0]:
            fault(name, f"{wide} pixels wide in a window of {size[0]}")
        if not is_long:
            accessible(tab, name)
        keyboard(tab, name)
        tab.screenshot(path=pictures / f"{picture}-line.png")
        if not is_long:
            accessible(tab, f"{name}, a line in focus")
        tables(tab, name)
        pace = speed(tab)
        lines = tab.evaluate("document.querySelectorAll('.lines tbody tr').length")
        tab.context.close()
    unscripted(browser, page, page.stem, lines)
    print(f"{page}: {page.stat().st_size} bytes, {lines} lines, {pace}")


def main():
    pictures = pathlib.Path(sys.argv[1]).resolve()
    pictures.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium")
        for page in sys.argv[2:]:
            judge(browser, pathlib.Path(page).resolve(), pictures)
        browser.close()
    for sentence in faults:
        print(f"✗ {sentence}")
    print("no fault found" if not faults else f"{len(faults)} faults")
    sys.exit(bool(faults))


main()
