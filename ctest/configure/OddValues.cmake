caisson_add_stack(shop)
caisson_add_image(app REFERENCE shop/app:1 RECIPE image)
string(ASCII 27 escape)
caisson_add_service(api IMAGE app
  COMMAND echo "" "a;b" "[unbalanced" "closed]" "tail\\" "" "$<CONFIG>" "@CASE@"
  ENV "SEMICOLON=a;b;;c" "QUOTE=say \"hi\"" "BACKSLASH=C:\\dir\\" "GENEX=$<TARGET_FILE:nobody>$<SEMICOLON>"
      "UNICODE=naïve → 日本 🎲" "LINES=one\ntwo\r\n\tthree" "ESCAPE=${escape}[31m" "DOLLAR=\${HOME} \$\$"
      "BRACKETS=[[]" "EQUALS=a=b" "AT=@CASE@" "LITERAL=\\u003b \\n" "SPACES=  x  " "EMPTY="
  LABELS "list=x;y" "com.example/odd=[")
# Without a backslash anywhere, values take the quick way: the same must come out.
caisson_add_service(quick IMAGE app
  ENV "SEMICOLON=a;b;;c" "QUOTE=say \"hi\"" "LINES=one\ntwo\tthree" "BRACKETS=[[]" "UNICODE=→" "EMPTY="
  COMMAND x "" "a;b" "]" "")
