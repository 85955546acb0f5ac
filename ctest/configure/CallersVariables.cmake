# What happens to be set around a call must not leak into the declaration.
caisson_add_stack(shop)
caisson_add_image(app REFERENCE shop/app:1 RECIPE image)
function(add_quietly name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "COMPLETES" "PHASE" "PORTS;ENV")
  foreach(variable IN ITEMS value_ON all given json key value keyword item items names seen rest word plain stack target
                            first_port prefix manifest file lines open found)
    set(${variable} "left;over")
  endforeach()
  caisson_add_service(${name} IMAGE app PORTS 80 HEALTHCHECK HTTP / ON 80)
endfunction()
add_quietly(api COMPLETES PHASE 3 PORTS 1 2 ENV A=b)
