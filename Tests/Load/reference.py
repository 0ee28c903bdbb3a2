"""The reference programs: the same page in C and in PHP, made from Epox's own statements."""
import os
import re
import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent
FEATURES = HERE.parent.parent / "Sources" / "Features"


def statement(file, head):
    """The SQL of a query in the Swift sources, as it is sent when nothing is filtered."""
    source = (FEATURES / file).read_text()
    source = source[source.index(head):]
    text = re.search(r'"""\n(.*?)\n\s*"""', source, re.S).group(1)
    fixed = {"filter.clause": "", "fixed: limit + 1": "51", "fixed: ProductTotal.most + 1": "10001"}
    return re.sub(r"\\\(((?:[^()]|\([^()]*\))*)\)", lambda hole: fixed[hole.group(1)], text)


def template(page):
    """The page of the app with holes where each visitor sees something else."""
    for hole, text in (("name", "Anna Berg"), ("email", "demo@epox.example"),
                       ("account", "Nordlys"), ("credits", "12,345"), ("total", "2,000")):
        page = page.replace(text, "{{%s}}" % hole)
    token = re.search(r'name="csrf-token" content="([^"]+)"', page).group(1)
    page = page.replace(token, "{{csrf}}")
    page = re.sub(r'(<ul class="product-grid" id="products">).*?(</ul><div class="more">)',
                  r"\1{{lines}}\2", page, flags=re.S)
    page = re.sub(r"(after=)[0-9a-f-]{36}", r"\1{{last}}", page)
    return re.sub(r"(All categories</option>).*?(</select>)", r"\1{{categories}}\2", page,
                  flags=re.S)


def write(folder, page):
    """Everything that the two programs read."""
    folder.mkdir(exist_ok=True)
    (folder / "page.sql").write_text(
        statement("Catalog/Products+SQL.swift", "static func page("))
    (folder / "admit.sql").write_text("SELECT * FROM admit($1)")
    (folder / "categories.sql").write_text(
        statement("Catalog/Categories/CategoryTree.swift", "static var categories"))
    (folder / "total.sql").write_text(
        statement("Catalog/Products+SQL.swift", "static var total"))
    holes = template(page)
    (folder / "template.html").write_text(holes)
    (folder / "template.php").write_text(re.sub(r"\{\{(\w+)\}\}", r"<?= $holes['\1'] ?>", holes))


def build(folder):
    """Compiles the C program."""
    postgres = subprocess.run(["pg_config", "--includedir"], capture_output=True, text=True)
    subprocess.run(
        ["gcc", "-O2", "-Wall", "-Werror",
         f"-I{postgres.stdout.strip()}", HERE / "reference.c", "-o", folder / "reference",
         "-lfcgi", "-lpq", "-lcrypto", "-lpthread"], check=True)


def start(house, folder):
    """Starts both, as children of the house."""
    environment = house.full_environment | {
        "REFERENCE_FOLDER": str(folder), "REFERENCE_SOCKET": f"{house.sockets}/reference.sock"}
    house.start("reference-c", [folder / "reference"], environment=environment)
    text = (HERE / "php-fpm.conf.template").read_text()
    for name, value in {"LOG": house.log, "SOCKETS": house.sockets,
                        "USER": "user = root\ngroup = root" if house.is_root else ""}.items():
        text = text.replace(f"@{name}@", str(value))
    (folder / "php-fpm.conf").write_text(text)
    program = max(Path("/usr/sbin").glob("php-fpm*"))
    root = ["-R"] if os.getuid() == 0 else []
    house.start("reference-php", [program, *root, "-F", "-y", folder / "php-fpm.conf"],
                environment=environment)
