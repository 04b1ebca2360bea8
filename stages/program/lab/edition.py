"""The sources without the solutions of the labs, for `mrcnn lab edition`: edition.py ROOT BUILD STUBS OUT.zip

Where a solution was, the student's tree links an object file of this build (docs/labs/reference):

    a lab's function       its file is left out, with its device half and its fast form
    a header of `hidden`   its inline functions become declarations

Lessons say "lab N" where they quoted such code, and lose their links to what is left out. Mutants keep their message and their signature (STUBS/N holds
it, with the lab's stubs), not their code. What would not build, or shows a solution, is left out; the page's arithmetic
is packed.
"""
import base64
import json
import pathlib
import posixpath
import re
import shlex
import subprocess
import sys
import tempfile
import zipfile

LEFT_OUT = ("docs/teaching.md", "docs/lab_numbers.py", "tests/mutation/", "tests/labs/", "tests/architecture/",
            "tests/consumer/", ".ci/", "stages/program/lab/edition.py",
            # the same formulas in Python, and what calls them
            "tests/evaluate/check_why.py", "tests/python/test_labs.py", "benchmarks/peers/worker.py",
            "data/tools/golden_", "data/tools/make_golden.py", "data/tools/matterport_reference.py",
            "data/tools/compare_matterport.py", "data/tools/check_keras.py", "data/tools/lab_diagrams.py",
            "data/tools/make_diagrams.py", "data/tools/torchvision_trace.py", "data/tools/compare_torchvision.py")
PACKED = ("viz/report/page/arithmetic.js", "viz/report/page/networks.js")
ALSO_OUT = {"stages/program/evaluate/match_by_score.cpp": 1}  # the evaluation's own IoU
REFERENCE = "docs/labs/reference/"
FUNCTION = re.compile(r"^(?:template <[^\n]*>\n)?((?:MRCNN_\w+ )?)inline (?!constexpr)([^;{}]*?) \{\n.*?^\}\n", re.S | re.M)
ANSWERS = re.compile(r" \(\[answers\]\([^)]*\)\)")
LINK = re.compile(r"(?<!!)\[([^\]\n]+)\]\(([^)\s#:]+)(?:#[^)\s]*)?\)")
QUOTE = re.compile(r"<!-- from (\S+) \[\w+\] -->\n```\w+\n.*?^```$", re.S | re.M)


def declared(header):
    """The header with declarations in the place of its inline functions."""
    return FUNCTION.sub(lambda m: m[0] if m[0].startswith("template") else f"{m[1]}{m[2]};\n", header)


def defined(header):
    """A source file with the functions that declared() leaves out."""
    return FUNCTION.sub(lambda m: m[0] if m[0].startswith("template") else m[0].replace("inline ", "", 1),
                        header).replace("#pragma once\n", "")


def packed(script):
    """The same script of the page, for the browser and not for the eye."""
    words = base64.b64encode(script.encode()).decode()
    return f'''"use strict";
{{
  const script = document.createElement("script");
  script.textContent = atob("{words}");
  document.head.append(script);
}}
'''


def compiled(words, build, source):
    """The object file that a compiler's command line makes of a source, fit for the program and for Python's module."""
    words = list(words)
    for flag in ("-o", "-c", "-MT", "-MF"):
        if flag in words:
            del words[words.index(flag):words.index(flag) + 2]
    with tempfile.TemporaryDirectory() as folder:
        result = pathlib.Path(folder, "object.o")
        subprocess.run([*words, "-fPIC", "-o", result, "-c", source], cwd=build, check=True)
        return result.read_bytes()


def object_of_source(root, build, source):
    """Compiled as in its library."""
    folder = f"{pathlib.PurePosixPath(source).parent}/CMakeFiles/"
    for entry in json.loads((build / "compile_commands.json").read_text()):
        words = shlex.split(entry["command"])
        if entry["file"] == str(root / source) and words[words.index("-o") + 1].startswith(folder):
            return compiled(words, build, root / source)
    sys.exit(f"{build}: no command that compiles {source}; build mrcnn first")


def object_of_text(build, text):
    """Compiled as the runner of the labs was."""
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder, "header.cpp")
        source.write_text(text)
        return compiled([word for word in (build / "labs/compile.txt").read_text().splitlines() if word != "-MD"],
                        build, source)


class Edition:
    def __init__(self, root, build, stubs):
        self.root, self.build, self.stubs = root, build, stubs
        self.files = {}  # by path
        self.lab_of = {}  # path of a source with a solution: number

    def read(self):
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=self.root, capture_output=True, text=True)
        names = listed.stdout.split("\0") if listed.returncode == 0 else [
            path.relative_to(self.root).as_posix() for path in self.root.rglob("*")]
        for name in sorted(names):
            if name and not name.startswith((*LEFT_OUT, "build/", ".git/")) and (self.root / name).is_file():
                self.files[name] = (self.root / name).read_bytes()

    def edit(self, name, change):
        self.files[name] = change(self.files[name].decode()).encode()

    def link_object(self, folder, source, content):
        """Puts an object file into the library of a folder; one of device code too: it is compiled already."""
        self.files[f"{REFERENCE}{source}.o"] = content
        name = f"${{PROJECT_SOURCE_DIR}}/{REFERENCE}{source}.o"
        self.edit(f"{folder}/CMakeLists.txt", lambda text: text.replace("SOURCES", f"SOURCES {name}", 1))

    def take_out_source(self, source, number):
        path = pathlib.PurePosixPath(source)
        self.lab_of[source] = number
        del self.files[source]
        self.link_object(path.parent, source, object_of_source(self.root, self.build, source))
        self.edit(f"{path.parent}/CMakeLists.txt",
                  lambda text: re.sub(rf"(?<![\w/]) ?{re.escape(path.name)}(?=[\s)])", "", text, count=1))

    def take_out_header(self, header, number):
        text = self.files[header].decode()
        self.lab_of[header] = number
        self.edit(header, declared)
        if self.files[header].decode() == text:
            return
        self.link_object(pathlib.PurePosixPath(header).parent, header, object_of_text(self.build, defined(text)))

    def take_out_labs(self):
        for source, number in ALSO_OUT.items():
            self.take_out_source(source, number)
        for row in sorted(self.root.glob("docs/labs/*/lab.json")):
            lab = json.loads(row.read_text())
            number, folder = lab["number"], row.parent.relative_to(self.root).as_posix()
            for header in lab.get("hidden", []):
                self.take_out_header(header, number)
            for part in lab.get("parts", []):
                source = part["file"]
                self.take_out_source(source, number)
                for form in ("_device.cu", "_fast.cpp"):
                    other = source.replace("_host.cpp", ".cpp").replace(".cpp", form)
                    if other in self.files:
                        self.take_out_source(other, number)
            if "parts" not in lab:
                continue
            self.edit(f"{folder}/mutants.json", lambda text: json.dumps(
                [{key: row[key] for key in ("name", "text", "lesson")} for row in json.loads(text)], indent=2) + "\n")
            for path in (self.stubs / str(number)).iterdir():
                self.files[f"{folder}/{path.name}"] = path.read_bytes()

    def edit_texts(self):
        def without(match):
            number = self.lab_of.get(match[1])
            return match[0] if number is None else f"*This code is yours to write: [lab {number}](../../docs/labs).*"
        self.edit("docs/index.md", lambda text: text.replace("; two units for a class, with answers", ""))
        self.edit("docs/index.md", lambda text: text.replace(", [teaching.md](teaching.md)", ""))
        for name in self.files:
            if name.endswith(".md"):
                self.edit(name, lambda text: self.without_dead_links(name, ANSWERS.sub("", QUOTE.sub(without, text))))
        for script in PACKED:
            self.edit(script, packed)
        self.edit("tests/evaluate/CMakeLists.txt", lambda text: text[:text.index("\n# Every statement of why")] + "\n")
        self.edit("tests/CMakeLists.txt", lambda text: re.sub(r" (?:labs|architecture|consumer)\b", "", text))
        # Pictures call what stands in a stage's header, which now is in the stage's library.
        self.edit("viz/CMakeLists.txt", lambda text: text.replace(
            "PRIVATE_LINKS mrcnn::io opencv_core", "PRIVATE_LINKS mrcnn::roi_align mrcnn::io opencv_core"))
        self.edit("docs/labs/README.md", lambda text: re.sub(r"(?m)^(?:For teachers|The solution is).*\n", "", text))

    def without_dead_links(self, page, text):
        """Links to files that are left out become their words."""
        def checked(match):
            target = posixpath.normpath(posixpath.join(posixpath.dirname(page), match[2]))
            is_lost = (self.root / target).is_file() and target not in self.files
            return match[1] if is_lost else match[0]
        return LINK.sub(checked, text)

    def write(self, out):
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in self.files.items():
                mode = (self.root / name).stat().st_mode if (self.root / name).exists() else 0o100644
                entry = zipfile.ZipInfo(f"mrcnn-course/{name}")
                entry.external_attr, entry.compress_type = mode << 16, zipfile.ZIP_DEFLATED
                archive.writestr(entry, content)


def main(root, build, stubs, out):
    edition = Edition(pathlib.Path(root), pathlib.Path(build), pathlib.Path(stubs))
    edition.read()
    edition.take_out_labs()
    edition.edit_texts()
    edition.write(out)


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    main(*sys.argv[1:])
