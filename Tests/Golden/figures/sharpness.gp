set encoding utf8
set terminal svg size 640,360 dynamic enhanced font 'Helvetica,12' name 'sharpness' linewidth 1 background rgb '#ffffff'
set border 1 linecolor rgb '#6b7280' linewidth 0.8
set tics nomirror scale 0.5 textcolor rgb '#6b7280'
set ytics scale 0
set grid ytics linetype 1 linecolor rgb '#e7e9ee' linewidth 0.8
set grid noxtics
set key textcolor rgb '#1f2937' samplen 1.6 spacing 1.15
set grid xtics
set xrange [0:1]
set yrange [0:3.20544]
set xtics ('0' 0, '20' 0.2, '40' 0.4, '60' 0.6, '80' 0.8, '100' 1)
set xtics scale 0
set ytics ('0' 0, '1' 1, '2' 2, '3' 3)
set xlabel 'targets inside, %' textcolor rgb '#6b7280'
set ylabel 'width / seasonal error' textcolor rgb '#6b7280'
set key outside top left horizontal reverse Left width 2
$s0 << EOD
0.270833 0.4 0.2
0.458333 0.8 0.4
0.625 1.2 0.6
0.895833 1.6 0.8
0.895833 1.7 0.9
0.895833 1.78 0.98
EOD
$e0 << EOD
0.895833 1.6 0.8
EOD
$s1 << EOD
0.104167 0.24 0.2
0.291667 0.48 0.4
0.291667 0.72 0.6
0.541667 0.88 0.8
0.541667 0.94 0.9
0.541667 0.988 0.98
EOD
$e1 << EOD
0.541667 0.88 0.8
EOD
$s2 << EOD
0.270833 0.64 0.2
0.541667 1.28 0.4
0.645833 1.92 0.6
0.833333 2.56 0.8
1 2.84 0.9
1 2.968 0.98
EOD
$e2 << EOD
0.833333 2.56 0.8
EOD
plot $s0 using 1:2 with linespoints linewidth 1.6 pointtype 7 pointsize 0.45 linecolor rgb '#0072b2' title 'lstm', \
     $e0 using 1:2 with points linewidth 1.6 pointtype 6 pointsize 1.3 linecolor rgb '#0072b2' notitle, \
     $s1 using 1:2 with linespoints linewidth 1.6 pointtype 7 pointsize 0.45 linecolor rgb '#b87d00' title 'a\_b''s', \
     $e1 using 1:2 with points linewidth 1.6 pointtype 6 pointsize 1.3 linecolor rgb '#b87d00' notitle, \
     $s2 using 1:2 with linespoints linewidth 1.6 pointtype 7 pointsize 0.45 linecolor rgb '#6b7280' title 'seasonal-naive', \
     $e2 using 1:2 with points linewidth 1.6 pointtype 6 pointsize 1.3 linecolor rgb '#6b7280' notitle
