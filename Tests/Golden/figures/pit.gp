set encoding utf8
set terminal svg size 960,244 dynamic enhanced font 'Helvetica,12' name 'pit' linewidth 1 background rgb '#ffffff'
set border 1 linecolor rgb '#6b7280' linewidth 0.8
set tics nomirror scale 0.5 textcolor rgb '#6b7280'
set ytics scale 0
set grid ytics linetype 1 linecolor rgb '#e7e9ee' linewidth 0.8
set grid noxtics
set key textcolor rgb '#1f2937' samplen 1.6 spacing 1.15
unset key
set multiplot
set xrange [0:1]
set yrange [0:3]
set xtics ('0' 0, '25' 0.25, '50' 0.5, '75' 0.75, '100' 1)
set xtics scale 0
set ytics ('0' 0, '1' 1, '2' 2, '3' 3)
$h0 << EOD
0.025 0.416667 0.046
0.075 2.91667 0.046
0.125 0 0.046
0.175 0 0.046
0.225 1.66667 0.046
0.275 0 0.046
0.325 2.08333 0.046
0.375 0 0.046
0.425 2.08333 0.046
0.475 0 0.046
0.525 1.66667 0.046
0.575 0 0.046
0.625 1.66667 0.046
0.675 0 0.046
0.725 1.66667 0.046
0.775 0 0.046
0.825 1.66667 0.046
0.875 0 0.046
0.925 2.08333 0.046
0.975 2.08333 0.046
EOD
$b0 << EOD
0 0 2.23312
1 0 2.23312
EOD
set lmargin at screen 0.06667
set rmargin at screen 0.32500
set tmargin at screen 0.83607
set bmargin at screen 0.21311
set label 1 '{/:Bold lstm}' at screen 0.06667, screen 0.90164 left textcolor rgb '#1f2937'
set xlabel 'probability integral transform, %' textcolor rgb '#6b7280'
set ylabel 'relative frequency' textcolor rgb '#6b7280'
plot $h0 using 1:2:3 with boxes fillcolor rgb '#0072b2' fillstyle solid 0.55 noborder, \
     $b0 using 1:2 with lines linewidth 1 dashtype 2 linecolor rgb '#1f2937', \
     $b0 using 1:3 with lines linewidth 1 dashtype 2 linecolor rgb '#1f2937'
unset label
$h1 << EOD
0.025 0.416667 0.046
0.075 2.91667 0.046
0.125 0 0.046
0.175 0 0.046
0.225 0 0.046
0.275 0 0.046
0.325 1.66667 0.046
0.375 0 0.046
0.425 0 0.046
0.475 0 0.046
0.525 2.08333 0.046
0.575 0 0.046
0.625 0 0.046
0.675 2.08333 0.046
0.725 0 0.046
0.775 0 0.046
0.825 1.66667 0.046
0.875 0 0.046
0.925 0 0.046
0.975 3 0.046
EOD
$b1 << EOD
0 0 2.23312
1 0 2.23312
EOD
set lmargin at screen 0.38333
set rmargin at screen 0.64167
set tmargin at screen 0.83607
set bmargin at screen 0.21311
set label 1 '{/:Bold a\_b''s}' at screen 0.38333, screen 0.90164 left textcolor rgb '#1f2937'
set label 29 '9.2' at first 0.975, graph 1 right offset -0.8,-0.7 textcolor rgb '#1f2937' front
set xlabel 'probability integral transform, %' textcolor rgb '#6b7280'
set ylabel '' textcolor rgb '#6b7280'
plot $h1 using 1:2:3 with boxes fillcolor rgb '#b87d00' fillstyle solid 0.55 noborder, \
     $b1 using 1:2 with lines linewidth 1 dashtype 2 linecolor rgb '#1f2937', \
     $b1 using 1:3 with lines linewidth 1 dashtype 2 linecolor rgb '#1f2937'
unset label
$h2 << EOD
0.025 3 0.046
0.075 0 0.046
0.125 1.66667 0.046
0.175 2.08333 0.046
0.225 2.08333 0.046
0.275 0 0.046
0.325 1.66667 0.046
0.375 1.66667 0.046
0.425 1.66667 0.046
0.475 0 0.046
0.525 1.66667 0.046
0.575 2.08333 0.046
0.625 2.08333 0.046
0.675 0 0.046
0.725 0 0.046
0.775 0 0.046
0.825 0 0.046
0.875 0 0.046
0.925 0 0.046
0.975 0 0.046
EOD
$b2 << EOD
0 0 2.23312
1 0 2.23312
EOD
set lmargin at screen 0.70000
set rmargin at screen 0.95833
set tmargin at screen 0.83607
set bmargin at screen 0.21311
set label 1 '{/:Bold seasonal-naive}' at screen 0.70000, screen 0.90164 left textcolor rgb '#1f2937'
set label 10 '3.3' at first 0.025, graph 1 left offset 0.8,-0.7 textcolor rgb '#1f2937' front
set xlabel 'probability integral transform, %' textcolor rgb '#6b7280'
set ylabel '' textcolor rgb '#6b7280'
plot $h2 using 1:2:3 with boxes fillcolor rgb '#6b7280' fillstyle solid 0.55 noborder, \
     $b2 using 1:2 with lines linewidth 1 dashtype 2 linecolor rgb '#1f2937', \
     $b2 using 1:3 with lines linewidth 1 dashtype 2 linecolor rgb '#1f2937'
unset label
unset multiplot
