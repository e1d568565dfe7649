set encoding utf8
set terminal svg size 640,340 dynamic enhanced font 'Helvetica,12' name 'ceilings' linewidth 1 background rgb '#ffffff'
set border 1 linecolor rgb '#6b7280' linewidth 0.8
set tics nomirror scale 0.5 textcolor rgb '#6b7280'
set ytics scale 0
set grid ytics linetype 1 linecolor rgb '#e7e9ee' linewidth 0.8
set grid noxtics
set key textcolor rgb '#1f2937' samplen 1.6 spacing 1.15
set xrange [-0.6:3.6]
set yrange [0:1.005]
set xtics ('50' 0, '90' 1, '95' 2, '99' 3)
set xtics scale 0
set ytics ('0' 0, '10' 0.1, '20' 0.2, '30' 0.3, '40' 0.4, '50' 0.5, '60' 0.6, '70' 0.7, '80' 0.8, '90' 0.9, '100' 1)
set xlabel 'level of the ceiling, %' textcolor rgb '#6b7280'
set ylabel 'windows not above it, %' textcolor rgb '#6b7280'
set key outside top left horizontal reverse Left width 2
set arrow 1 from -0.4, 0.5 to 0.4, 0.5 nohead dashtype 3 linewidth 1.4 linecolor rgb '#1f2937'
set arrow 2 from 0.6, 0.9 to 1.4, 0.9 nohead dashtype 3 linewidth 1.4 linecolor rgb '#1f2937'
set arrow 3 from 1.6, 0.95 to 2.4, 0.95 nohead dashtype 3 linewidth 1.4 linecolor rgb '#1f2937'
set arrow 4 from 2.6, 0.99 to 3.4, 0.99 nohead dashtype 3 linewidth 1.4 linecolor rgb '#1f2937'
$r0 << EOD
-0.14 0 0 0.324408
0.86 0.375 0.136844 0.694258
1.86 0.375 0.136844 0.694258
2.86 0.375 0.136844 0.694258
EOD
$r1 << EOD
0 0 0 0.324408
1 0 0 0.324408
2 0 0 0.324408
3 0 0 0.324408
EOD
$r2 << EOD
0.14 0.125 0.0224175 0.470888
1.14 1 0.675592 1
2.14 1 0.675592 1
3.14 1 0.675592 1
EOD
plot $r0 using 1:3:(0):($4 - $3) with vectors nohead linewidth 1.4 linecolor rgb '#0072b2' notitle, \
     $r0 using 1:2 with points pointtype 7 pointsize 0.8 linecolor rgb '#0072b2' title 'lstm', \
     $r1 using 1:3:(0):($4 - $3) with vectors nohead linewidth 1.4 linecolor rgb '#b87d00' notitle, \
     $r1 using 1:2 with points pointtype 7 pointsize 0.8 linecolor rgb '#b87d00' title 'a\_b''s', \
     $r2 using 1:3:(0):($4 - $3) with vectors nohead linewidth 1.4 linecolor rgb '#6b7280' notitle, \
     $r2 using 1:2 with points pointtype 7 pointsize 0.8 linecolor rgb '#6b7280' title 'seasonal-naive'
