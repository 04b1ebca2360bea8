# cmake -DOUT=page_template.cpp -DFOLDER=viz/report/page -DSCRIPTS=a.js:b.js -P embed.cmake
# Files become string constants. Raw strings: nothing in them is escaped.
function(read name out)
  file(READ ${FOLDER}/${name} content)
  string(FIND "${content}" ")page\"" ends_early)
  if(NOT ends_early EQUAL -1)
    message(FATAL_ERROR "${name}: contains )page\", which ends the raw string it is put into")
  endif()
  set(${out} "${content}" PARENT_SCOPE)
endfunction()

read(index.html html)
read(style.css style)
set(scripts "")
string(REPLACE ":" ";" names "${SCRIPTS}")
foreach(name IN LISTS names)
  read(${name} script)
  string(APPEND scripts "R\"page(\n${script})page\"\n")
endforeach()
file(WRITE ${OUT}
"#include \"viz/report/page_template.hpp\"

namespace mrcnn {

const std::string_view kPageHtml = R\"page(${html})page\";
const std::string_view kPageStyle = R\"page(${style})page\";
const std::string_view kPageScripts =
${scripts};

}  // namespace mrcnn
")
