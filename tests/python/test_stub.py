"""The type stub says what the functions say."""
import ast
import inspect
import pathlib

import mrcnn_steps as m


def test_the_stub_has_every_function_with_its_arguments():
    stub = ast.parse((pathlib.Path(m.__file__).parent / "_native.pyi").read_text())
    functions = {node.name: node for node in stub.body if isinstance(node, ast.FunctionDef)}
    assert len(functions) >= 15
    for name, node in functions.items():
        parameters = inspect.signature(getattr(m, name)).parameters
        assert [a.arg for a in node.args.args + node.args.kwonlyargs] == list(parameters)
        defaults = [ast.literal_eval(value) for value in node.args.defaults]
        assert defaults == [p.default for p in parameters.values()
                            if p.default is not p.empty and p.kind is not p.KEYWORD_ONLY]
        assert ast.get_docstring(node) == inspect.getdoc(getattr(m, name))
        assert node.returns is not None


def test_everything_public_says_what_it_is():
    for name in m.__all__:
        assert inspect.getdoc(getattr(m, name)), name
    assert (pathlib.Path(m.__file__).parent / "py.typed").is_file()
