caisson_add_stack(shop)
file(MAKE_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR}/empty)
caisson_add_image(app REFERENCE shop/app:1 RECIPE ${CMAKE_CURRENT_BINARY_DIR}/empty)
