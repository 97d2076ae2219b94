"""import-linter's contracts, applied to the sources without their tests.

Tests stand beside what they test and may import anything; import-linter itself cannot leave out modules by a suffix.
"""

from grimp import ImportGraph
from importlinter import ContractCheck
from importlinter.contracts.acyclic_siblings import AcyclicSiblingsContract
from importlinter.contracts.layers import LayersContract
from importlinter.contracts.protected import ProtectedContract


class WithoutTests:
    """Mixin of a contract that drops the modules named `*_test` from its copy of the import graph."""

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        for module in [name for name in graph.modules if name.endswith("_test")]:
            graph.remove_module(module)
        return super().check(graph, verbose)


class SourceLayers(WithoutTests, LayersContract):
    type_name = "source_layers"


class SourceAcyclic(WithoutTests, AcyclicSiblingsContract):
    type_name = "source_acyclic"


class SourceProtected(WithoutTests, ProtectedContract):
    """Modules that nothing imports yet are no error: a contract may come before the code that it holds back."""

    type_name = "source_protected"

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        for expression in self.protected_modules:
            if expression.expression not in graph.modules:
                graph.add_module(expression.expression, is_squashed=True)
        return super().check(graph, verbose)
