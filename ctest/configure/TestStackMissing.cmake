caisson_add_test(NAME orders COMMAND true SERVICES db)
