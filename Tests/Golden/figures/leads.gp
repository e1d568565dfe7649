set encoding utf8
set terminal svg size 960,342 dynamic enhanced font 'Helvetica,12' name 'leads' linewidth 1 background rgb '#ffffff'
set border 1 linecolor rgb '#6b7280' linewidth 0.8
set tics nomirror scale 0.5 textcolor rgb '#6b7280'
set ytics scale 0
set grid ytics linetype 1 linecolor rgb '#e7e9ee' linewidth 0.8
set grid noxtics
set key textcolor rgb '#1f2937' samplen 1.6 spacing 1.15
unset key
set multiplot
set xrange [0.5:6.5]
set xtics autofreq scale 0
$c0 << EOD
0.952 0.875 0.529112 0.977583
1.952 1 0.675592 1
2.952 0.875 0.529112 0.977583
3.952 0.875 0.529112 0.977583
4.952 0.875 0.529112 0.977583
5.952 0.875 0.529112 0.977583
EOD
$w0 << EOD
0.952 1.6
1.952 1.6
2.952 1.6
3.952 1.6
4.952 1.6
5.952 1.6
EOD
$c1 << EOD
1 0.5 0.215216 0.784784
2 0.625 0.305742 0.863156
3 0.5 0.215216 0.784784
4 0.625 0.305742 0.863156
5 0.5 0.215216 0.784784
6 0.5 0.215216 0.784784
EOD
$w1 << EOD
1 0.88
2 0.88
3 0.88
4 0.88
5 0.88
6 0.88
EOD
$c2 << EOD
1.048 0.75 0.409275 0.928521
2.048 0.75 0.409275 0.928521
3.048 0.875 0.529112 0.977583
4.048 0.875 0.529112 0.977583
5.048 0.875 0.529112 0.977583
6.048 0.875 0.529112 0.977583
EOD
$w2 << EOD
1.048 2.56
2.048 2.56
3.048 2.56
4.048 2.56
5.048 2.56
6.048 2.56
EOD
set arrow 100 from screen 0.06667, screen 0.95322 to screen 0.09167, screen 0.95322 nohead linewidth 2.4 linecolor rgb '#0072b2'
set label 100 'lstm' at screen 0.10000, screen 0.95322 left textcolor rgb '#1f2937'
set arrow 101 from screen 0.15417, screen 0.95322 to screen 0.17917, screen 0.95322 nohead linewidth 2.4 linecolor rgb '#b87d00'
set label 101 'a\_b''s' at screen 0.18750, screen 0.95322 left textcolor rgb '#1f2937'
set arrow 102 from screen 0.24896, screen 0.95322 to screen 0.27396, screen 0.95322 nohead linewidth 2.4 linecolor rgb '#6b7280'
set label 102 'seasonal-naive' at screen 0.28229, screen 0.95322 left textcolor rgb '#1f2937'
set lmargin at screen 0.06667
set rmargin at screen 0.47500
set tmargin at screen 0.81871
set bmargin at screen 0.15789
set label 1 '{/:Bold Inside the 80 % interval}' at screen 0.06667, screen 0.86550 left textcolor rgb '#1f2937'
set xlabel 'steps ahead' textcolor rgb '#6b7280'
set ylabel 'targets inside, %' textcolor rgb '#6b7280'
set yrange [0:1]
set ytics ('0' 0, '20' 0.2, '40' 0.4, '60' 0.6, '80' 0.8, '100' 1)
set arrow 1 from graph 0, first 0.8 to graph 1, first 0.8 nohead dashtype 3 linecolor rgb '#1f2937'
plot $c0 using 1:3:(0):($4 - $3) with vectors nohead linewidth 1 linecolor rgb '#0072b2', \
     $c0 using 1:2 with linespoints linewidth 1.6 pointtype 7 pointsize 0.45 linecolor rgb '#0072b2', \
     $c1 using 1:3:(0):($4 - $3) with vectors nohead linewidth 1 linecolor rgb '#b87d00', \
     $c1 using 1:2 with linespoints linewidth 1.6 pointtype 7 pointsize 0.45 linecolor rgb '#b87d00', \
     $c2 using 1:3:(0):($4 - $3) with vectors nohead linewidth 1 linecolor rgb '#6b7280', \
     $c2 using 1:2 with linespoints linewidth 1.6 pointtype 7 pointsize 0.45 linecolor rgb '#6b7280'
unset label
unset arrow
set lmargin at screen 0.57083
set rmargin at screen 0.97917
set tmargin at screen 0.81871
set bmargin at screen 0.15789
set label 1 '{/:Bold Width of the 80 % interval}' at screen 0.57083, screen 0.86550 left textcolor rgb '#1f2937'
set xlabel 'steps ahead' textcolor rgb '#6b7280'
set ylabel 'width / seasonal error' textcolor rgb '#6b7280'
set yrange [0:2.816]
set ytics ('0' 0, '1' 1, '2' 2)
plot $w0 using 1:2 with linespoints linewidth 1.6 pointtype 7 pointsize 0.45 linecolor rgb '#0072b2', \
     $w1 using 1:2 with linespoints linewidth 1.6 pointtype 7 pointsize 0.45 linecolor rgb '#b87d00', \
     $w2 using 1:2 with linespoints linewidth 1.6 pointtype 7 pointsize 0.45 linecolor rgb '#6b7280'
unset multiplot
