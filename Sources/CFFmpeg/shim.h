#pragma once
#include <errno.h>
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/channel_layout.h>
#include <libavutil/dict.h>
#include <libavutil/display.h>
#include <libavutil/opt.h>
#include <libavutil/sha.h>
#include <libswresample/swresample.h>

// Macros and variadics that Swift's importer drops.
static const int cff_error_eof = AVERROR_EOF;
static const int cff_error_again = AVERROR(EAGAIN);
static const int cff_error_invalid = AVERROR_INVALIDDATA;
static const int64_t cff_no_pts = AV_NOPTS_VALUE;
static inline int cff_error(int code) { return AVERROR(code); }
static inline int cff_error_errno(int error) { return AVUNERROR(error); }
