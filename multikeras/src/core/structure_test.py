from multikeras.src.core.structure import Changes, Findings, remembered


class Owner:
    pass


def asked(owner, containers=()):
    """How often a question had to be looked into."""
    looks = []

    def find():
        looks.append(1)
        for container in containers:
            Findings.current.looked_into(container)
        return ["found"]

    def ask():
        assert remembered(owner, "what", find) == ["found"]
        return len(looks)

    return ask


def test_an_answer_is_found_once():
    ask = asked(Owner())
    assert (ask(), ask()) == (1, 1)


def test_a_change_anywhere_makes_it_look_again():
    ask = asked(Owner())
    ask()
    Changes.count += 1
    assert (ask(), ask()) == (2, 2)


def test_changes_of_containers_are_seen():
    listed, named = [1, 2], {"a": 1}
    ask = asked(Owner(), (listed, named))
    assert ask() == ask() == 1
    listed.append(3)
    assert ask() == ask() == 2
    named["a"] = "other"
    assert ask() == 3


def test_an_answer_belongs_to_the_asker():
    owner = Owner()
    answer = remembered(owner, "names", lambda: ["a"])
    answer.append("b")
    assert remembered(owner, "names", list) == ["a"]
    assert remembered(Owner(), "names", list) == []


def test_what_changes_while_one_looks_is_not_kept():
    owner, looks = Owner(), []

    def find():
        looks.append(1)
        Changes.count += len(looks) == 1
        return []

    for _ in range(3):
        remembered(owner, "what", find)
    assert len(looks) == 2
