set encoding utf8
set terminal svg size 960,380 dynamic enhanced font 'Helvetica,12' name 'timeline' linewidth 1 background rgb '#ffffff'
$demand << EOD
0 10
300 10
300 30
600 30
600 10
1200 10
EOD
$ready0 << EOD
0 10
30 10
30 20
1200 20
EOD
$shade0 << EOD
450 300 600
EOD
$missing0 << EOD
300 20 30
600 20 30

EOD
$ready1 << EOD
0 10
360 10
360 30
915 30
915 10
1200 10
EOD
$shade1 << EOD
330 300 360
EOD
$missing1 << EOD
300 10 30
360 10 30

EOD
set border 1 linecolor rgb '#6b7280' linewidth 0.8
set tics nomirror scale 0.5 textcolor rgb '#6b7280'
set ytics scale 0
set grid ytics linetype 1 linecolor rgb '#e7e9ee' linewidth 0.8
set grid noxtics
set key textcolor rgb '#1f2937' samplen 1.6 spacing 1.15
set yrange [0:31.5]
set ytics ('0' 0, '10' 10, '20' 20, '30' 30)
set y2range [0:3.15]
set y2tics ('0' 0, '1' 1, '2' 2, '3' 3)
set y2tics scale 0
set lmargin at screen 0.08
set rmargin at screen 0.94
unset key
set multiplot
set tmargin at screen 0.92105
set bmargin at screen 0.61053
set xrange [0:1200]
set xtics ('' 0, '' 300, '' 600, '' 900, '' 1200)
set label 1 '{/:Bold static}' at graph 0, graph 1.11 left font ',13' textcolor rgb '#009e73'
set label 2 'violated 25.00 % of the time · 0.7 replica-hours · 1.29 × oracle' at graph 1, graph 1.11 right textcolor rgb '#1f2937'
set ylabel 'requests/s' textcolor rgb '#6b7280'
set y2label 'replicas' textcolor rgb '#6b7280'
plot $shade0 using 1:(0):2:3:(0):(1000000000) with boxxyerror fillcolor rgb '#fbe3d2' fillstyle solid noborder, \
     $demand using 1:2 with filledcurves y1=0 fillcolor rgb '#dde2ea' fillstyle solid noborder, \
     $demand using 1:2 with lines linewidth 0.8 linecolor rgb '#64748b', \
     $missing0 using 1:2:3 with filledcurves fillcolor rgb '#d55e00' fillstyle solid noborder, \
     $ready0 using 1:2 with lines linewidth 1.6 linecolor rgb '#009e73'
set tmargin at screen 0.47895
set bmargin at screen 0.16842
set xrange [0:1200]
set xtics ('23:50'."\n".'15 Jul' 0, '23:55' 300, '00:00'."\n".'16 Jul' 600, '00:05' 900, '00:10' 1200)
set xlabel 'time (UTC)' textcolor rgb '#6b7280'
set label 1 '{/:Bold hpa}' at graph 0, graph 1.11 left font ',13' textcolor rgb '#b87d00'
set label 2 'violated 5.00 % of the time · 0.7 replica-hours · 1.27 × oracle' at graph 1, graph 1.11 right textcolor rgb '#1f2937'
set ylabel 'requests/s' textcolor rgb '#6b7280'
set y2label 'replicas' textcolor rgb '#6b7280'
plot $shade1 using 1:(0):2:3:(0):(1000000000) with boxxyerror fillcolor rgb '#fbe3d2' fillstyle solid noborder, \
     $demand using 1:2 with filledcurves y1=0 fillcolor rgb '#dde2ea' fillstyle solid noborder, \
     $demand using 1:2 with lines linewidth 0.8 linecolor rgb '#64748b', \
     $missing1 using 1:2:3 with filledcurves fillcolor rgb '#d55e00' fillstyle solid noborder, \
     $ready1 using 1:2 with lines linewidth 1.6 linecolor rgb '#b87d00'
unset multiplot
