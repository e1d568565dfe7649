set encoding utf8
set terminal svg size 640,360 dynamic enhanced font 'Helvetica,12' name 'comparison' linewidth 1 background rgb '#ffffff'
set border 1 linecolor rgb '#6b7280' linewidth 0.8
set tics nomirror scale 0.5 textcolor rgb '#6b7280'
set ytics scale 0
set grid ytics linetype 1 linecolor rgb '#e7e9ee' linewidth 0.8
set grid noxtics
set key textcolor rgb '#1f2937' samplen 1.6 spacing 1.15
set grid xtics
unset key
set xrange [0:0.746667]
set yrange [-1.15:28.75]
set xtics ('0' 0, '0.2' 0.2, '0.4' 0.4, '0.6' 0.6)
set xtics scale 0
set ytics ('0' 0, '10' 10, '20' 20)
set xlabel 'replica-hours asked for' textcolor rgb '#6b7280'
set ylabel 'time in violation, %' textcolor rgb '#6b7280'
set label 1 '{/:Bold static}' at 0.666667, 25 right offset -1.1,0 textcolor rgb '#009e73'
set label 2 '{/:Bold hpa}' at 0.658333, 5 right offset -1.1,0 textcolor rgb '#b87d00'
set label 3 '{/:Bold oracle}' at 0.516667, 0 left offset 1.1,0 textcolor rgb '#6b7280'
$p0 << EOD
0.666667 25
EOD
$p1 << EOD
0.658333 5
EOD
$p2 << EOD
0.516667 0
EOD
plot $p0 using 1:2 with points pointtype 7 pointsize 1.1 linewidth 1.6 linecolor rgb '#009e73', \
     $p1 using 1:2 with points pointtype 7 pointsize 1.1 linewidth 1.6 linecolor rgb '#b87d00', \
     $p2 using 1:2 with points pointtype 6 pointsize 1.1 linewidth 1.6 linecolor rgb '#6b7280'
