set encoding utf8
set terminal pngcairo size 1920,248 enhanced font 'Helvetica,12' fontscale 1.55 linewidth 2 pointscale 2 background rgb '#ffffff'
set border 1 linecolor rgb '#6b7280' linewidth 0.8
set tics nomirror scale 0.5 textcolor rgb '#6b7280'
set ytics scale 0
set grid ytics linetype 1 linecolor rgb '#e7e9ee' linewidth 0.8
set grid noxtics
set key textcolor rgb '#1f2937' samplen 1.6 spacing 1.15
unset key
unset grid
set border 0
unset xtics
unset ytics
set yrange [2.6:-0.6]
set style fill solid 1 noborder
set multiplot
set tmargin at screen 0.72581
set bmargin at screen 0.04839
set lmargin at screen 0.15625
set rmargin at screen 0.55313
set xrange [0:1.73184]
unset label
unset arrow
set label 1 '{/:Bold MASE}' at graph 0, graph 1.12 left textcolor rgb '#1f2937'
set arrow 1 from 1, graph 0 to 1, graph 1.03 nohead dashtype 3 linecolor rgb '#1f2937' front
set label 100 '0.732' at graph 1, first 0 right textcolor rgb '#1f2937' front
set label 200 'lstm' at graph 0, first 0 right offset -1,0 textcolor rgb '#1f2937'
set label 101 '1.000' at graph 1, first 1 right textcolor rgb '#1f2937' front
set label 201 'seasonal-naive' at graph 0, first 1 right offset -1,0 textcolor rgb '#1f2937'
set label 102 '1.312' at graph 1, first 2 right textcolor rgb '#1f2937' front
set label 202 'naive' at graph 0, first 2 right offset -1,0 textcolor rgb '#1f2937'
$b0x0 << EOD
0.36605 0 0.36605 0.3
EOD
$b0x1 << EOD
0.5 1 0.5 0.3
EOD
$b0x2 << EOD
0.656 2 0.656 0.3
EOD
plot $b0x0 using 1:2:3:4 with boxxyerror fillcolor rgb '#0072b2', \
     $b0x1 using 1:2:3:4 with boxxyerror fillcolor rgb '#aab4c3', \
     $b0x2 using 1:2:3:4 with boxxyerror fillcolor rgb '#aab4c3'
set lmargin at screen 0.57813
set rmargin at screen 0.97500
set xrange [0:1.056]
unset label
unset arrow
set label 1 '{/:Bold coverage}' at graph 0, graph 1.12 left textcolor rgb '#1f2937'
set arrow 1 from 0.8, graph 0 to 0.8, graph 1.03 nohead dashtype 3 linecolor rgb '#1f2937' front
set label 100 '0.79' at graph 1, first 0 right textcolor rgb '#1f2937' front
set label 101 '0.74' at graph 1, first 1 right textcolor rgb '#1f2937' front
set label 102 '–' at graph 1, first 2 right textcolor rgb '#1f2937' front
$b1x0 << EOD
0.394 0 0.394 0.3
EOD
$b1x1 << EOD
0.371 1 0.371 0.3
EOD
$b1x2 << EOD
0 2 0 0.3
EOD
plot $b1x0 using 1:2:3:4 with boxxyerror fillcolor rgb '#0072b2', \
     $b1x1 using 1:2:3:4 with boxxyerror fillcolor rgb '#aab4c3', \
     $b1x2 using 1:2:3:4 with boxxyerror fillcolor rgb '#aab4c3'
unset multiplot
